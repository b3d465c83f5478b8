import { type Problem, UsageErrors } from '../../errors.js';
import { type Json, type Suite, TIERS } from '../../model.js';
import { openSource, type Path, readText, type SourceDocument } from '../document.js';
import type { Draft, WrittenSuite } from './draft.js';
import { expand } from './expand.js';
import { idleChecks } from './judged.js';
import { nameProblems } from './names.js';
import { demandProblems } from './one-demand.js';
import { circles, Order, twinless } from './order.js';
import { outsideProblems } from './outside.js';
import { doubles, strayReferences } from './references.js';
import { requestProblems } from './requests.js';
import type { SchemaNode } from './schema-walk.js';
import { shapeJudge } from './shape.js';
import { valueProblems } from './values.js';
import type { Words } from './words.js';

/**
 * Reads suite files that belong together: each may refer to the checks of the others. Text becomes a document, a document gets its shape,
 * its names are held to the words of the spec, and at last its checks to each other.
 * @throws UsageErrors with everything that is wrong in any of them.
 */
export function readSuites(files: readonly string[], schema: Json, words: Words): Suite[] {
  const node = schema as SchemaNode;
  const problems: Problem[] = [];
  const judge = shapeJudge(node);
  const drafts = files.flatMap((file) => {
    const opened = openSource(file, readText(file));
    if ('problems' in opened) {
      problems.push(...opened.problems);
      return [];
    }
    const { document } = opened;
    const shape = judge(document);
    problems.push(...shape.problems, ...demandProblems(document, node));
    return draftOf(document, shape.paths, words);
  });
  for (const draft of drafts)
    problems.push(
      ...nameProblems(draft, node, words),
      ...requestProblems(draft, words),
      ...outsideProblems(draft, words),
      ...idleChecks(draft, words),
    );

  const company = { made: drafts.flatMap((draft) => expand(draft, node, words)), base: words.base.flatMap(({ checks }) => checks) };
  const order = new Order(company);
  problems.push(...doubles(company), ...drafts.flatMap((draft) => strayReferences(draft, node, company)));
  problems.push(...valueProblems(drafts, company, words.inputs), ...circles(company, order), ...twinless(company, order));
  if (problems.length > 0) throw new UsageErrors(problems);
  return drafts.map((draft) => ({
    file: draft.document.file,
    services: draft.services,
    tier: draft.tier,
    checks: company.made.flatMap((made) => (made.draft === draft ? made.check : [])),
  }));
}

/** What is well-formed in a document; a suite whose head is not is none. */
function draftOf(document: SourceDocument, broken: readonly Path[], words: Words): Draft[] {
  const { services, tier, checks } = (document.value ?? {}) as unknown as Partial<WrittenSuite>;
  if (!Array.isArray(services) || !Array.isArray(checks) || tier === undefined || !TIERS.includes(tier)) return [];
  const brokenChecks = new Set(broken.map(([key, index]) => (key === 'checks' ? index : undefined)));
  return [
    {
      document,
      services: services.filter((service) => words.services.includes(service)),
      tier,
      checks: checks.flatMap((written, index) => (brokenChecks.has(index) ? [] : [{ written, index }])),
      ids: new Set(checks.flatMap((written) => (typeof written?.id === 'string' ? written.id : []))),
      saves: new Set(checks.flatMap((written) => Object.keys(written?.save ?? {}))),
    },
  ];
}
