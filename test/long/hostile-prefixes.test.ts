import { describeFleet } from '../hostile/fleet.js';
import { cutRows } from '../hostile/prefixes.js';

describeFleet(
  'A valid answer that ends early, at each of its bytes',
  cutRows((length) => Array.from({ length }, (_, bytes) => bytes)),
);
