import { guess, UsageError } from '../errors.js';
import type { Json } from '../model.js';
import { type Path, readDocument, type SourceDocument } from './document.js';

/** One service of a fleet: who it is, and its settings as a configuration file would have them. */
export interface FleetTarget {
  readonly name: string;
  readonly service: string;
  readonly config: TargetSettings;
}

/** The settings of one target, as if they stood in a file of their own. */
export type TargetSettings = Pick<SourceDocument, 'file' | 'value' | 'place'>;

const OWN_KEYS = ['name', 'service'];

/**
 * Reads a file of targets: `targets`, a list of services with a `name`, a `service` and any settings, and `defaults` for all of them.
 * @throws UsageError with the place of the first thing that is wrong.
 */
export function readTargets(file: string, services: readonly string[]): readonly FleetTarget[] {
  const document = readDocument(file);
  const { targets, defaults = {}, ...rest } = mapping(document, document.value, []);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    throw new UsageError(`Unknown key "${unknown}".${guess(unknown, ['targets', 'defaults'])}`, document.place([unknown], 'key'));
  const shared = mapping(document, defaults, ['defaults']);
  if (!Array.isArray(targets) || targets.length === 0)
    throw new UsageError('targets is a list of services, each with a name, a service and a url.', document.place(['targets']));
  const names = new Set<string>();
  return targets.map((written, index) => {
    const path = ['targets', index];
    const { name, service, ...own } = mapping(document, written, path);
    if (typeof name !== 'string' || name === '') throw new UsageError('A target needs a name.', document.place([...path, 'name']));
    if (names.has(name)) throw new UsageError(`Two targets have the name "${name}".`, document.place([...path, 'name']));
    names.add(name);
    if (typeof service !== 'string' || !services.includes(service)) {
      const told = typeof service === 'string' ? ` "${service}"` : '';
      throw new UsageError(
        `There is no service${told}; a target takes ${services.join(', ')}.${guess(String(service ?? ''), services)}`,
        document.place([...path, 'service']),
      );
    }
    return { name, service, config: settingsOf(document, shared, own, path) };
  });
}

/** Settings of a target over those of all; each has the place where it stands. */
function settingsOf(
  document: SourceDocument,
  shared: Readonly<Record<string, Json>>,
  own: Readonly<Record<string, Json>>,
  path: Path,
): TargetSettings {
  const stands = (name: string | number | undefined): Path => (name !== undefined && Object.hasOwn(own, name) ? path : ['defaults']);
  return {
    file: document.file,
    value: { ...shared, ...own },
    place: (inside, what) => document.place([...stands(inside[0]), ...inside], what),
  };
}

function mapping(document: SourceDocument, value: Json, path: Path): Readonly<Record<string, Json>> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  const keys = path.length === 0 ? 'targets and defaults' : [...OWN_KEYS, 'url, …'].join(', ');
  throw new UsageError(`Here stands a mapping: ${keys}.`, document.place(path));
}
