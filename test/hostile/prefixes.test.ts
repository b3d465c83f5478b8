import { describeFleet } from './fleet.js';
import { cutRows } from './prefixes.js';

/** Each byte in turn is cut in the long tests. */
describeFleet(
  'A valid answer that ends early',
  cutRows((length) => [0, 1, 8, 9, 12, 15, 17, 18, 60, 80, length - 60, length - 30, length - 7, length - 3, length - 2, length - 1]),
);
