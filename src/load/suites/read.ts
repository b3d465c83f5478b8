import { type Problem, UsageErrors } from '../../errors.js';
import type { Suite } from '../../model.js';
import { openSource, readText } from '../document.js';
import type { Draft } from './draft.js';
import { draftOf } from './draft-of.js';
import { expand } from './expand.js';
import { headProblems, ownRequirements, ownVariables } from './heads.js';
import { idleChecks } from './judged.js';
import { nameProblems } from './names.js';
import { demandProblems } from './one-demand.js';
import { circles, Order, twinless } from './order.js';
import { outsideProblems } from './outside.js';
import { type Company, doubles, strayReferences } from './references.js';
import { payloadProblems, requestProblems } from './requests.js';
import { type ShapeSchema, shapeJudge } from './shape.js';
import { suiteOf } from './suite-of.js';
import { valueProblems } from './values.js';
import type { Words } from './words.js';

/**
 * Reads suite files that belong together: each may refer to the checks of the others. Text becomes a document, a document gets its shape,
 * its names are held to the words of the spec, and at last its checks to each other.
 * @throws UsageErrors with everything that is wrong in any of them.
 */
export function readSuites(files: readonly string[], shape: ShapeSchema, words: Words): Suite[] {
  const { schema: node } = shape;
  const { drafts, problems } = readDrafts(files, shape, words);
  const whole: Words = {
    ...words,
    requirements: new Set([...words.requirements, ...ownRequirements(drafts)]),
    inputs: new Set([...words.inputs, ...ownVariables(drafts)]),
  };
  const company: Company = {
    made: drafts.flatMap((draft) => expand(draft, node, whole)),
    base: words.base.flatMap(({ checks }) => checks),
  };
  problems.push(
    ...drafts.flatMap((draft) => [
      ...nameProblems(draft, node, whole),
      ...requestProblems(draft, whole),
      ...payloadProblems(
        draft,
        company.made.filter((made) => made.draft === draft),
        whole,
      ),
      ...outsideProblems(draft, whole),
      ...idleChecks(draft, whole),
      ...strayReferences(draft, node, company),
    ]),
    ...headProblems(drafts, company, words),
    ...doubles(company),
    ...valueProblems(drafts, company, whole.inputs),
  );
  const order = new Order(company);
  problems.push(...circles(company, order), ...twinless(company, order));
  if (problems.length > 0) throw new UsageErrors(problems);
  return drafts.map((draft) => suiteOf(draft, company.made, whole));
}

/** Text to document to shape. */
function readDrafts(files: readonly string[], shape: ShapeSchema, words: Words): { drafts: Draft[]; problems: Problem[] } {
  const judge = shapeJudge(shape);
  const problems: Problem[] = [];
  const drafts = files.flatMap((file) => {
    const opened = openSource(file, readText(file));
    if ('problems' in opened) {
      problems.push(...opened.problems);
      return [];
    }
    const { problems: departures, paths } = judge(opened.document);
    problems.push(...departures, ...demandProblems(opened.document, shape.schema));
    return draftOf(opened.document, paths, words.services);
  });
  return { drafts, problems };
}
