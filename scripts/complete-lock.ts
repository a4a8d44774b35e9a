import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * Run after each `npm install` that was made against a registry which knows only the packages of its own platform: names
 * in package-lock.json the optional packages of other platforms that npm left out, so that `npm ci` fetches them there.
 * What a package is for is read from its name ("@scope/tool-linux-arm64-musl").
 */
interface Platform {
  os: string[];
  cpu: string[];
  libc: string[];
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'universal',
  'wasm32',
  'x64',
];
/** How names write what npm calls otherwise. */
const OTHER_WORDS: Readonly<Record<string, string>> = { win: 'win32', linuxmusl: 'linux', gnueabihf: 'arm' };

const LOCK = 'package-lock.json';
/** Entries are kept as npm wrote them; only what is read here is parsed. */
const Packages = z.record(z.string(), z.record(z.string(), z.unknown()));
const Owner = z.object({
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  dev: z.boolean().default(false),
});

const lock = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(LOCK, 'utf8')));
const packages = Packages.parse(lock['packages']);
const missing = Object.entries(packages).flatMap(([path, entry]) => {
  const { optionalDependencies, dev } = Owner.parse(entry);
  return Object.entries(optionalDependencies)
    .filter(([name]) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages))
    .map(([name, version]) => ({ name, version, dev }));
});
for (const { name, version, dev } of missing) {
  const { os, cpu, libc } = platformOf(name);
  packages[`node_modules/${name}`] = {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}
lock['packages'] = Object.fromEntries(
  Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en')),
);
if (missing.length > 0) writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${LOCK}: ${missing.length} package(s) of other platforms added.`);

function platformOf(name: string): Platform {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const known = words.map((word) => OTHER_WORDS[word] ?? word);
  const libc = words.flatMap((word) => (/musl/.test(word) ? ['musl'] : word.startsWith('gnu') ? ['glibc'] : []));
  return {
    os: known.filter((word) => SYSTEMS.includes(word)),
    cpu: [...new Set(known.filter((word) => PROCESSORS.includes(word)))],
    libc: libc.slice(0, 1),
  };
}
