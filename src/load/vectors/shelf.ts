import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../errors.js';
import type { SourceDocument } from '../document.js';
import { type Shape, type ShapeSchema, shapeJudge } from '../suites/shape.js';
import { filesBelow, fitsGlob, fixedPart, leadsOut } from './glob.js';
import { readVector, VECTOR, type VectorFile } from './vector-file.js';

/** The vectors of one pattern, or why there are none. */
export interface Selection {
  /** Each with its name below the folders that the pattern names. */
  readonly vectors: readonly { readonly name: string; readonly vector: VectorFile }[];
  /** Mistakes in the files themselves. */
  readonly problems: readonly Problem[];
  /** What is wrong with the pattern. */
  readonly complaint?: string;
}

/** Vectors as suites ask for them; each file is read once. */
export class VectorShelf {
  readonly #judge: (document: SourceDocument) => Shape;
  readonly #selections = new Map<string, Selection>();

  /** @param sidecar the shape of what is said of a vector */
  constructor(sidecar: ShapeSchema) {
    this.#judge = shapeJudge(sidecar);
  }

  /** Every file below `root` that fits the pattern. */
  select(pattern: string, root: string): Selection {
    const key = JSON.stringify([root, pattern]);
    const known = this.#selections.get(key) ?? this.#read(pattern, root);
    this.#selections.set(key, known);
    return known;
  }

  /** A file by its path. */
  read(path: string): ReturnType<typeof readVector> {
    return readVector(path, this.#judge);
  }

  #read(pattern: string, root: string): Selection {
    const none = { vectors: [], problems: [] };
    if (leadsOut(pattern)) return { ...none, complaint: 'Vectors stand beside the suite or below it: this leads out of its folder.' };
    const fixed = fixedPart(pattern);
    const folder = join(root, fixed);
    if (!existsSync(folder)) return { ...none, complaint: `There is no folder "${fixed}" beside this suite.` };
    const names = filesBelow(folder).filter((name) => VECTOR.test(name) && fitsGlob(fixed === '' ? name : `${fixed}/${name}`, pattern));
    if (names.length === 0) return { ...none, complaint: `No vector fits "${pattern}".` };
    const log = names.find((name) => !name.endsWith('.json'));
    if (log !== undefined) return { ...none, complaint: `${log} is a log, which no request can carry; "*.json" leaves it out.` };
    const read = names.map((name) => ({ name: name.replace(VECTOR, ''), ...this.read(join(folder, name)) }));
    return {
      vectors: read.flatMap((one) => ('vector' in one ? { name: one.name, vector: one.vector } : [])),
      problems: read.flatMap((one) => ('problems' in one ? one.problems : [])),
    };
  }
}
