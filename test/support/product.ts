import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLAGS, MEMORY } from '../../bin/node-options.js';
import { type Child, startChild } from './services/child.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_WITHIN_MS = 90_000;

/** A folder of its own for one installation: database and working directory. */
export interface Home {
  readonly directory: string;
  readonly databaseUrl: string;
  remove(): void;
}

/** The variable that names an empty, migrated database; see `services/prepared-home.ts`. */
export const PREPARED_DATABASE = 'WARMLINE_TEST_DATABASE';

/** `bare`: without anything, so that the first start makes the database as it does for a new user. */
export function makeHome({ bare = false } = {}): Home {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-home-'));
  const prepared = process.env[PREPARED_DATABASE];
  if (!bare && prepared !== undefined) copyFileSync(prepared, join(directory, 'warmline.db'));
  return {
    directory,
    databaseUrl: `sqlite:${join(directory, 'warmline.db')}`,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export interface Product extends Child {
  /** Where it serves. */
  readonly url: string;
}

export interface ProductOptions {
  home: Home;
  env?: Record<string, string>;
  /** A module that is loaded before the product. */
  preload?: string;
  /** How long the start may take: a machine that other things keep busy needs a multiple of the usual two seconds. */
  withinMs?: number;
}

/** Starts the real product (`src/main.ts start`) on a free port and waits until it is ready. */
export async function startProduct({ home, env = {}, preload, withinMs }: ProductOptions): Promise<Product> {
  const child = launch(home, env, preload);
  await child.printed(/Chat page +http:\S+/, withinMs ?? START_WITHIN_MS);
  return { ...child, url: /Chat page +(http:\/\/[^/\s]+)/.exec(child.output())?.[1] ?? '' };
}

function launch(home: Home, env: Record<string, string>, preload: string | undefined): Child {
  const flags = preload === undefined ? FLAGS : [...FLAGS, '--import', preload];
  return startChild(process.execPath, [...flags, join(ROOT, 'src', 'main.ts'), 'start'], {
    cwd: home.directory,
    env: {
      ...MEMORY,
      PATH: process.env['PATH'] ?? '',
      // As the launcher does: two hundred starts of a kill test are twice as fast.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'warmline'),
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: home.databaseUrl,
      // The same articles are read and indexed once for all tests.
      KNOWLEDGE_CACHE_DIR: join(ROOT, 'node_modules', '.cache', 'warmline', 'knowledge'),
      KNOWLEDGE_DIR: join(ROOT, 'test', 'fixtures', 'small-shop'),
      ...env,
    },
  });
}
