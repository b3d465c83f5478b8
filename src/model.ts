/** Every noun of the project as a type, in the words of `docs/architecture.md`. What is imported from here; the pages stand in `model/`. */
export * from './model/exchange.js';
export * from './model/plan.js';
export * from './model/run.js';
export * from './model/spec.js';
export * from './model/suite.js';
export * from './model/terms.js';
export * from './model/verdict.js';
