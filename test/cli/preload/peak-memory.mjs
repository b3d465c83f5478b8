// Writes how much memory the process took at most, in bytes, when it ends. Given by NODE_OPTIONS=--import.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const kilobytes = existsSync('/proc/self/status')
    ? Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
    : process.resourceUsage().maxRSS;
  writeFileSync(process.env.PEAK_MEMORY_FILE ?? '/dev/null', String(kilobytes * 1024));
});
