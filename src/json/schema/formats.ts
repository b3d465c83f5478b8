import { isDateTime, isUri } from '../formats.js';

const DATE = /^\d{4}-\d\d-\d\d$/;
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const IPV6_GROUP = /^[0-9A-Fa-f]{1,4}$/;

interface Format {
  /** Texts of this format, the plainest first. */
  readonly samples: readonly string[];
  holds(text: string): boolean;
}

const isDate = (text: string): boolean => DATE.test(text) && isDateTime(`${text}T00:00:00Z`);
const isHost = (text: string): boolean => text.length < 254 && text.split('.').every((label) => HOST_LABEL.test(label));
const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => String(Number(part)) === part && Number(part) < 256);

/** What JSON Schema calls formats, as far as tools use them. */
const FORMATS: Readonly<Record<string, Format>> = {
  'date-time': { samples: ['2026-01-01T00:00:00Z'], holds: isDateTime },
  date: { samples: ['2026-01-01'], holds: isDate },
  time: { samples: ['00:00:00Z'], holds: (text) => isDateTime(`2016-12-31T${text}`) },
  duration: {
    samples: ['PT1S', 'P1D'],
    holds: (text) => /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text),
  },
  uri: { samples: ['https://example.com/', 'urn:x:y'], holds: isUri },
  iri: { samples: ['https://example.com/', 'urn:x:y'], holds: (text) => isUri(encodeURI(text)) },
  'uri-reference': {
    samples: ['/sample', 'https://example.com/'],
    holds: (text) => isUri(text) || isUri(`x:${text.replace(/^\/\//, '/')}`),
  },
  'iri-reference': { samples: ['/sample', 'https://example.com/'], holds: () => true },
  'uri-template': { samples: ['/sample/{id}'], holds: (text) => /^(?:[^{}\s]|\{[^{}\s]+\})*$/.test(text) },
  email: { samples: ['someone@example.com', 'a@b.co'], holds: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  'idn-email': { samples: ['someone@example.com'], holds: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  hostname: { samples: ['example.com', 'a'], holds: isHost },
  'idn-hostname': { samples: ['example.com'], holds: (text) => text !== '' && !/\s/.test(text) },
  ipv4: { samples: ['127.0.0.1'], holds: isIpv4 },
  ipv6: { samples: ['::1'], holds: isIpv6 },
  uuid: {
    samples: ['00000000-0000-4000-8000-000000000000'],
    holds: (text) => /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(text),
  },
  'json-pointer': { samples: ['/sample', ''], holds: (text) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text) },
  'relative-json-pointer': { samples: ['0', '1/sample'], holds: (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(text) },
  regex: { samples: ['^sample$', 'a'], holds: () => true },
};

/** Whether a text has a format; undefined for a format that is not known. */
export function hasFormat(text: string, format: string): boolean | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format]?.holds(text) : undefined;
}

/** Texts of a format; none for one that is not known. */
export function samplesOfFormat(format: string): readonly string[] {
  return Object.hasOwn(FORMATS, format) ? (FORMATS[format]?.samples ?? []) : [];
}

function isIpv6(text: string): boolean {
  const parts = text.split('::');
  if (parts.length > 2) return false;
  const groups = parts.flatMap((part) => (part === '' ? [] : part.split(':')));
  const last = groups.at(-1) ?? '';
  const tail = last.includes('.') && isIpv4(last) ? 2 : 1;
  const length = groups.length === 0 ? 0 : groups.length - 1 + tail;
  const good = groups.slice(0, tail === 2 ? -1 : undefined).every((group) => IPV6_GROUP.test(group));
  return good && (parts.length === 2 ? length < 8 : length === 8);
}
