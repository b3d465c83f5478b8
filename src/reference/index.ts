export { type FaultInfo, listFaults, listVariations } from './catalogue.js';
export { BY_CHOICE, DIFFERENCES, type Difference, HEAVY, LIGHTER, OPENLY, SILENCE, WAITED_FOR } from './faults/differences.js';
export { UNMOVED } from './faults/unmoved.js';
export type { ReferenceOptions, ReferenceService, RunningReference } from './options.js';
export { startReference } from './start.js';
