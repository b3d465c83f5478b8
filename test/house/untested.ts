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
  'ARP-DM-066',
  'ARP-DM-067',
  'ARP-DM-080',
  'ARP-DM-081',
  'ARP-DM-082',
  'ARP-DM-083',
  'ARP-DM-084',
  'ARP-DM-085',
];
