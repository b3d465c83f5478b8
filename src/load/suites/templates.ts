import { shapes } from '#built/shapes.js';
import { templates } from '#built/templates.js';

/** Files of a new suite for a service, by their path in its folder. @param values what stands for `__name__` and the like */
export function suiteTemplates(service: string, values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const kind = templates.some(({ path }) => path.startsWith(`${service}/`)) ? service : 'other';
  const own = templates
    .filter(({ path }) => path.startsWith(`${kind}/`))
    .map(({ path, text }) => ({ path: path.slice(kind.length + 1), text }));
  const shared = templates.filter(({ path }) => !path.includes('/'));
  const filled = [...own, ...shared].map(({ path, text }): [string, string] => [
    path,
    text.replace(/__([A-Za-z]+)__/g, (_, name: string) => values[name] ?? ''),
  ]);
  return new Map([...filled, ['suite.schema.json', `${JSON.stringify(shapes.suite, null, 2)}\n`]]);
}
