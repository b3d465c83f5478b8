import { labelled, summed, verbatim } from './labelled.js';
import type { Material } from './material.js';

/** Named faults that are shown with what they do. */
const MOST_FAULTS = 6;

/** The named faults that break one of these requirements, and how to see them. */
export function faultLines(requirements: readonly string[], services: readonly string[], { faults }: Material, width: number): string[] {
  const own = faults.filter((fault) => requirements.includes(fault.breaks) && fault.services.some((service) => services.includes(service)));
  const shown = own.slice(0, MOST_FAULTS).map(({ id, title }) => `${id}  ${title}`);
  const [first] = own;
  const service = first?.services.find((name) => services.includes(name));
  return [
    ...labelled(
      'faults',
      [
        ...shown,
        ...(own.length > MOST_FAULTS
          ? summed(
              own.slice(MOST_FAULTS).map(({ id }) => id),
              6,
            )
          : []),
      ],
      width,
    ),
    ...(first === undefined ? [] : verbatim('see it', [`arp-conformance serve ${service} --port 8080 --fault ${first.id}`])),
  ];
}
