/** Requirements of the full tier that no check is about yet. A row goes away with the check that comes. */
export const UNTESTED: readonly string[] = [
  'ARP-CM-031',
  'ARP-CM-043',
  'ARP-RT-031',
  'ARP-RT-032',
  'ARP-RT-034',
  'ARP-TR-008',
  'ARP-TR-030',
  'ARP-TR-031',
];
