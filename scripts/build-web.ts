import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Builds the pages into dist/, each only when it is not what its sources would give. */

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

interface Part {
  name: string;
  /** The modes of vite.config.ts that make it. */
  modes: readonly string[];
  outputs: readonly string[];
  sources: readonly string[];
}

/** What a change of would change every part. */
const COMMON_SOURCES = ['vite.config.ts', 'scripts/build-web.ts', 'package-lock.json'];
const CODE = '{ts,tsx,css,html,svg,json}';
const PARTS: readonly Part[] = [
  {
    name: 'chat',
    modes: ['page', 'widget'],
    outputs: ['index.html', 'widget.js'],
    sources: [`console/chat/**/*.${CODE}`],
  },
  {
    name: 'desk',
    modes: ['desk'],
    outputs: ['index.html'],
    sources: [
      `console/desk/**/*.${CODE}`,
      'console/chat/view/{markdown,element}.ts',
      'console/chat/styles/tokens.css',
      'src/server/contract/*.ts',
    ],
  },
];

/**
 * Compares a hash over the sources, the build settings and the lockfile with that of the last build, and builds what
 * differs. Returns whether anything did. It is done in a process of its own: the build tool takes half a gigabyte, which a
 * server that stays should never have held.
 */
export function buildWebIfStale(): boolean {
  if (PARTS.every((part) => isFresh(part, hashOfSources(part)))) return false;
  const { status } = spawnSync(process.execPath, [import.meta.filename], { stdio: 'inherit', cwd: root });
  if (status !== 0) throw new Error('The pages could not be built; see above.');
  return true;
}

/** Made beside the old one and moved into place, so that a running server never serves half of one. */
async function buildPartIfStale(part: Part): Promise<boolean> {
  const started = performance.now();
  const stamp = join(dist, `${part.name}.stamp`);
  const target = join(dist, part.name);
  const hash = hashOfSources(part);
  if (isFresh(part, hash)) return false;

  const { build } = await import('vite'); // 100 ms that a start with fresh files need not wait for
  const workshop = join(dist, `.build-${part.name}-${process.pid}`);
  await mkdir(workshop, { recursive: true });
  try {
    const common = { configFile: join(root, 'vite.config.ts'), logLevel: 'warn' } as const;
    for (const mode of part.modes) await build({ ...common, mode, build: { outDir: workshop } });
    for (const text of globSync('**/*.{html,js,css,svg}', { cwd: workshop })) compress(join(workshop, text));
    await rm(target, { recursive: true, force: true });
    await rename(workshop, target);
    await writeFile(stamp, hash);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  console.log(`Built dist/${part.name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return true;
}

/** Compressed once here and not at each request; the server picks by Accept-Encoding. */
function compress(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
}

function hashOfSources(part: Part): string {
  const hash = createHash('sha256');
  const sources = globSync([...part.sources, ...COMMON_SOURCES], { cwd: root }).sort();
  for (const source of sources)
    hash
      .update(source)
      .update('\0')
      .update(readFileSync(join(root, source)))
      .update('\0');
  return hash.digest('hex');
}

function isFresh({ name, outputs }: Part, hash: string): boolean {
  const stamp = readStamp(join(dist, `${name}.stamp`));
  return stamp === hash && outputs.every((output) => existsSync(join(dist, name, output)));
}

function readStamp(stamp: string): string | null {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // Whatever the shell or a test says: the libraries make other pages for it.
  process.env['NODE_ENV'] = 'production';
  const built: boolean[] = [];
  for (const part of PARTS) built.push(await buildPartIfStale(part));
  if (!built.includes(true)) console.log('The pages are up to date.');
}
