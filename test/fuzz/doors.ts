/** What is tried, as the build puts it together: schemas are compiled ahead of time. */
export { vectors } from '#built/vectors.js';
export { storedRun } from '../../src/commands/report/stored-run.js';
export { UsageError, UsageErrors } from '../../src/errors.js';
export { isEqual } from '../../src/json/equality.js';
export { overlap, valueAt } from '../../src/json/pointer.js';
export { judge } from '../../src/json/schema/judge.js';
export { builtInSpec, standardKnowledge } from '../../src/load/spec/built-in.js';
export { specFromFolder } from '../../src/load/spec/folder.js';
export { customSuites } from '../../src/load/suites/custom.js';
export { REPORTERS } from '../../src/report/register.js';
export { readBody } from '../../src/validate/body.js';
export { judgeSchema } from '../../src/validate/schema.js';
export { StreamReading } from '../../src/validate/stream/stream-reading.js';
