export { type FaultInfo, listFaults, listVariations, type VariationInfo } from './catalogue.js';
export type { ReferenceOptions, ReferenceService, RunningReference } from './options.js';
export { startReference } from './start.js';
