// Completes package-lock.json: names the optional packages of every platform, also of those that the registry in use does not carry.
// Without them `npm ci` refuses the lock file on every machine. Run it after each change of a dependency.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

for (const [owner, { optionalDependencies = {} }] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (packages[place] !== undefined || packages[`${owner}/${place}`] !== undefined) continue;
    packages[place] = { version: version.replace(/^[\^~]/, ''), dev: true, optional: true, ...platformOf(name) };
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

/** The platform that a package is for, from its name: `…-linux-x64-musl`. */
function platformOf(name) {
  const os = /android|darwin|win32|freebsd|openharmony|linux|netbsd|openbsd|sunos|aix/.exec(name)?.[0];
  const cpu = /arm64|x64|ia32|riscv64|ppc64|s390x|loong64|(?<=-)arm(?=-)/.exec(name.slice(name.indexOf(os ?? '') + (os ?? '').length))?.[0];
  const libc = os === 'linux' ? (name.includes('musl') ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined) : undefined;
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}
