import type { Way } from '../model.js';
import { adviceFor, tellFailure } from './sentences.js';
import { visibleLine } from './text.js';

/** How something that a run depends on was found: fine, worth a look, or in its way. */
export type Health = 'ok' | 'odd' | 'bad';

/** One thing that was looked at. */
export interface Sign {
  readonly about: string;
  readonly found: Health;
  readonly text: string;
}

const DAY = 86_400_000;
/** The contract asks that clocks agree within a few minutes; half a minute is worth a word. */
const CLOCK_ODD = 30;
const CERTIFICATE_ODD = 14;

/** What the way to a service tells, in the order in which a request meets it. */
export function signsOf(way: Way, insecure: boolean, now: number): Sign[] {
  const sign = (about: string, found: Health, text: string): Sign => ({ about, found, text });
  const { addresses, certificate, clockAhead, failure, status, answeredIn = 0 } = way;
  return [
    ...(way.proxied ? [sign('proxy', 'odd', 'requests go through the proxy of the environment; NO_PROXY takes the host out of it')] : []),
    ...(addresses === undefined ? [] : [sign('name', 'ok', `leads to ${addresses.join(', ')}`)]),
    ...(certificate === undefined ? [] : [certificateSign(certificate, insecure, now)]),
    ...(failure === undefined ? [] : [sign('answer', 'bad', `none: ${tellFailure(failure)}. ${adviceFor(failure)}`)]),
    ...(status === undefined ? [] : [statusSign(status, answeredIn)]),
    ...(clockAhead === undefined ? [] : [clockSign(clockAhead)]),
  ];
}

function statusSign(status: number, ms: number): Sign {
  const told = `status ${status} after ${Math.round(ms)} ms`;
  if (status >= 200 && status < 300) return { about: 'answer', found: 'ok', text: told };
  const why = status >= 300 && status < 400 ? 'redirects are not followed: give the address that it leads to' : 'is the base path right?';
  return { about: 'answer', found: 'odd', text: `${told}; ${why}` };
}

function clockSign(ahead: number): Sign {
  const text =
    ahead === 0 ? 'agrees with that of the service' : `${Math.abs(ahead)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of the service`;
  return { about: 'clock', found: Math.abs(ahead) > CLOCK_ODD ? 'odd' : 'ok', text };
}

function certificateSign({ issuer, validTo, trusted, problem }: NonNullable<Way['certificate']>, insecure: boolean, now: number): Sign {
  const days = Math.floor((validTo - now) / DAY);
  const told = `by ${issuer}, ${Number.isNaN(days) ? 'without an end' : days < 0 ? `expired ${-days} days ago` : `valid for ${days} more days`}`;
  if (!trusted && !insecure) {
    return {
      about: 'certificate',
      found: 'bad',
      text: `${told}; not trusted (${problem ?? 'no reason given'}): name its authority with --cacert`,
    };
  }
  if (!trusted) return { about: 'certificate', found: 'odd', text: `${told}; not trusted, and --insecure lets it pass` };
  return { about: 'certificate', found: days < CERTIFICATE_ODD ? 'odd' : 'ok', text: told };
}

/** Signs under their headings, one a line. */
export function doctorText(groups: readonly { readonly title: string; readonly signs: readonly Sign[] }[]): string {
  const blocks = groups.map(({ title, signs }) => {
    const width = Math.max(...signs.map(({ about }) => about.length));
    return [title, ...signs.map(({ about, found, text }) => `  ${found.padEnd(4)} ${about.padEnd(width)}  ${visibleLine(text)}`)].join(
      '\n',
    );
  });
  const all = groups.flatMap(({ signs }) => signs);
  const count = (wanted: Health): number => all.filter((sign) => sign.found === wanted).length;
  const end = count('bad') > 0 ? `${count('bad')} in the way` : count('odd') > 0 ? `${count('odd')} worth a look` : 'all is well';
  return `${[...blocks, end].join('\n\n')}\n`;
}
