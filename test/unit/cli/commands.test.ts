import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../../src/cli/index.ts';
import { migrate } from '../../../src/storage/index.ts';
import { systemClock } from '../../../src/system.ts';
import { freePort } from '../../support/services/free-port.ts';
import { openTestStorage } from '../../support/storage.ts';
import { workshop } from '../../support/workshop.ts';

let directory: string;
let url: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-cli-'));
  url = `sqlite:${join(directory, 'warmline.db')}`;
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a command line on the database; the exit code and what was printed. */
async function warmline(databaseUrl: string, ...argv: string[]) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => lines.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => lines.push(String(text)));
  try {
    return {
      code: await run(argv, { KNOWLEDGE_DIR: directory, DATABASE_URL: databaseUrl }, workshop),
      out: lines.join('\n'),
    };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

/** Takes a step that this version does not know. */
async function usedByNewerVersion(): Promise<void> {
  const storage = openTestStorage(url);
  await migrate(storage, systemClock);
  await storage.db
    .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
    .insertInto('kysely_migration')
    .values({ name: '9999-later', timestamp: '2030-01-01T00:00:00Z' })
    .execute();
  await storage.close();
}

describe('a command that looks into the database', () => {
  test.each([
    ['outbox', 'list'],
    ['inbox', 'list'],
  ])('brings a new one up to date first: %s %s', async (...argv) => {
    expect(await warmline(url, ...argv)).toMatchObject({ code: 0 });
  });

  test('lists sends of every state that docs/operations.md explains', async () => {
    const paper = readFileSync('docs/operations.md', 'utf8');
    const rows = /\| state \| what it is.*\n.*\n((?:\|.*\n)+)/.exec(paper)?.[1]?.split('\n') ?? [];
    const states = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''),
    );
    expect(states).toContain('withdrawn');
    for (const state of states) {
      expect(await warmline(url, 'outbox', 'list', '--state', state)).toEqual({ code: 0, out: `Nothing is ${state}.` });
    }
  });

  test('says that PostgreSQL cannot be reached, and why, with the exit code for what is away', async () => {
    const away = `postgres://shop:hunter2@127.0.0.1:${await freePort()}/shop`;
    for (const argv of [['migrate'], ['outbox', 'list']]) {
      const { code, out } = await warmline(away, ...argv);
      expect(code).toBe(69);
      expect(out).toMatch(/PostgreSQL cannot be reached.*DATABASE_URL[\s\S]*ECONNREFUSED/);
      expect(out).not.toContain('hunter2');
    }
  });

  test('leaves one alone that a newer version has used, and the doctor says so', async () => {
    await usedByNewerVersion();
    for (const argv of [['migrate'], ['outbox', 'list']]) {
      expect(await warmline(url, ...argv)).toMatchObject({
        code: 70,
        out: expect.stringMatching(/A newer Warmline has used this database: run that version/),
      });
    }
    const { code, out } = await warmline(url, 'doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/✗ database +A newer Warmline has used this database/);
  });

  test('names a file that is no database', async () => {
    writeFileSync(join(directory, 'warmline.db'), 'a shopping list, and surely not a database'.repeat(100));
    expect(await warmline(url, 'outbox', 'list')).toMatchObject({ code: 69, out: expect.stringContaining(directory) });
  });
});

test.each([
  [['orders', 'import'], 'is not a file'],
  [['customers', 'import'], 'is not a file'],
])('a folder where a CSV file is wanted is wrong use: %j', async (argv, said) => {
  expect(await warmline(url, ...argv, directory)).toEqual({ code: 64, out: `warmline: ${directory} ${said}.` });
});

test.each([
  ['customers', 'export'],
  ['complaints', 'export'],
])('an output file that cannot be written is wrong use: %s %s', async (...argv) => {
  const { code, out } = await warmline(url, ...argv, '--out', join(directory, 'nowhere', 'all.csv'));
  expect(code).toBe(64);
  expect(out).toMatch(/nowhere\/all\.csv cannot be written\. Name another file with --out\./);
});
