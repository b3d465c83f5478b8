import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, UsageError } from '../../errors.js';
import { shapeJudge } from '../suites/shape.js';
import { vectorShape } from '../suites/shapes.js';
import { filesBelow } from './glob.js';
import { loneSidecars, readVector, VECTOR, type VectorFile } from './vector-file.js';

/** All vectors below a folder (or the one that is named), and what is wrong with their files. */
export interface FoundVectors {
  readonly vectors: readonly VectorFile[];
  readonly problems: readonly Problem[];
}

/** @throws UsageError where there is none */
export function vectorsBelow(name: string, directory: string): FoundVectors {
  const path = resolve(directory, name);
  if (!existsSync(path)) throw new UsageError('There is no such file or folder.', { file: name });
  const judge = shapeJudge(vectorShape);
  const isFolder = statSync(path).isDirectory();
  // Whether a file is valid or invalid may stand above the folder that is named.
  const files = isFolder ? filesBelow(path).map((file) => join(name, file)) : [name];
  const known = files.filter((file) => VECTOR.test(file) && /(^|[/\\])(in)?valid[/\\]/.test(resolve(directory, file)));
  if (known.length === 0)
    throw new UsageError('No vector is here: they stand in valid/ and invalid/, as .json or .ndjson.', { file: name });
  const read = known.map((file) => readVector(resolve(directory, file), judge, file));
  return {
    vectors: read.flatMap((one) => ('vector' in one ? one.vector : [])),
    problems: [...read.flatMap((one) => ('problems' in one ? one.problems : [])), ...(isFolder ? loneSidecars(files) : [])],
  };
}
