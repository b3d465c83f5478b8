import type { RunReport } from '../model.js';
import { escapeXml } from './xml.js';

/** What a badge says. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: keyof typeof COLORS;
}

/** Names of shields.io, and what they look like there. */
const COLORS = { brightgreen: '#4c1', red: '#e05d44', orange: '#fe7d37', lightgrey: '#9f9f9f' } as const;

/** The badge of a run: what was checked, and how it came out. */
export function badgeOf({ reports, exitCode }: RunReport, label?: string): Badge {
  const failing = reports.reduce((sum, { counts }) => sum + counts.FAIL, 0);
  const [first] = reports;
  const services = [...new Set(reports.map(({ service }) => service))].join(', ');
  const own = first === undefined ? 'ARP' : `ARP ${first.spec.revision} ${services} ${first.tier}`;
  const [message, color] = wordOf(exitCode, failing);
  return { label: label ?? own, message, color };
}

function wordOf(exitCode: number, failing: number): [string, Badge['color']] {
  if (exitCode === 0) return failing > 0 ? [`${failing} known to fail`, 'orange'] : ['conformant', 'brightgreen'];
  if (exitCode !== 1) return ['no verdict', 'lightgrey'];
  return failing > 0 ? [`${failing} failing`, 'red'] : ['warnings', 'orange'];
}

/** For the endpoint badge of shields.io. */
export function shieldsJson({ label, message, color }: Badge): string {
  return `${JSON.stringify({ schemaVersion: 1, label, message, color })}\n`;
}

/** As a picture of its own, which asks nobody for anything. */
export function badgeSvg({ label, message, color }: Badge): string {
  const [left, right] = [widthOf(label), widthOf(message)];
  const text = (x: number, words: string): string => `<text x="${x}" y="14" text-anchor="middle">${escapeXml(words)}</text>`;
  const title = escapeXml(`${label}: ${message}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3" fill="#fff"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#555"/><rect x="${left}" width="${right}" height="20" fill="${COLORS[color]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${text(left / 2, label)}${text(left + right / 2, message)}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Room for a text in 11 px Verdana, about 6.6 px a character, and 5 px on each side. */
function widthOf(text: string): number {
  return Math.ceil([...text].length * 6.6) + 10;
}
