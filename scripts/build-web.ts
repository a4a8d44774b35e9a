import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Builds the chat page and the widget into dist/chat, but only when they are not what the sources would give. */

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stamp = join(dist, 'web.stamp');
const OUTPUTS = ['index.html', 'widget.js'];

export interface WebBuild {
  built: boolean;
  milliseconds: number;
}

/**
 * Compares a hash over the sources, the build settings and the lockfile with that of the last build. A build is made
 * beside the old one and moved into place, so that a running server never serves half of one.
 */
export async function buildWebIfStale(print: (line: string) => void = console.log): Promise<WebBuild> {
  const started = performance.now();
  const hash = hashOfSources();
  const isFresh = OUTPUTS.every((output) => existsSync(join(dist, 'chat', output))) && readStamp() === hash;
  if (isFresh) return { built: false, milliseconds: performance.now() - started };

  const { build } = await import('vite'); // 100 ms that a start with fresh files need not wait for
  const workshop = join(dist, `.build-${process.pid}`);
  await mkdir(workshop, { recursive: true });
  try {
    const common = { configFile: join(root, 'vite.config.ts'), logLevel: 'warn' } as const;
    await build({ ...common, mode: 'page', build: { outDir: workshop } });
    await build({ ...common, mode: 'widget', build: { outDir: workshop } });
    for (const text of globSync('**/*.{html,js,css,svg}', { cwd: workshop })) compress(join(workshop, text));
    await rm(join(dist, 'chat'), { recursive: true, force: true });
    await rename(workshop, join(dist, 'chat'));
    await writeFile(stamp, hash);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  const milliseconds = performance.now() - started;
  print(`Built the chat page and the widget in ${(milliseconds / 1000).toFixed(1)} s.`);
  return { built: true, milliseconds };
}

/** Compressed once here and not at each request; the server picks by Accept-Encoding. */
function compress(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const sources = globSync(
    ['console/chat/**/*.{ts,css,html,svg,json}', 'vite.config.ts', 'scripts/build-web.ts', 'package-lock.json'],
    {
      cwd: root,
    },
  ).sort();
  for (const source of sources)
    hash
      .update(source)
      .update('\0')
      .update(readFileSync(join(root, source)))
      .update('\0');
  return hash.digest('hex');
}

function readStamp(): string | null {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { built } = await buildWebIfStale();
  if (!built) console.log('The chat page and the widget are up to date.');
}
