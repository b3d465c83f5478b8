// Writes down how a process ended: its peak of memory in bytes, what was still open, and what was thrown out of nowhere. Given by
// NODE_OPTIONS=--import.
import { readFileSync, writeFileSync } from 'node:fs';

const thrown = [];
process.on('uncaughtExceptionMonitor', (error, origin) => thrown.push(`${origin}: ${error?.stack ?? error}`));
/** The three streams of a process stay open as long as it lives. */
const OWN = ['PipeWrap', 'TTYWrap'];
process.on('exit', () => {
  const [, kilobytes] = process.platform === 'linux' ? (/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []) : [];
  const peak = 1024 * Number(kilobytes ?? process.resourceUsage().maxRSS);
  const open = process.getActiveResourcesInfo().filter((name) => !OWN.includes(name));
  if (process.env.WITNESS_FILE !== undefined) writeFileSync(process.env.WITNESS_FILE, JSON.stringify({ peak, open, thrown }));
});
