import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createKnowledge, type KnowledgeService } from '../../../src/knowledge/index.ts';
import { workshop } from '../../support/workshop.ts';
import { clockFrom, type ScratchBase, scratchBase } from './scratch-base.ts';

vi.setConfig({ testTimeout: 30_000 });

let base: ScratchBase;
let cacheDirectory: string;
beforeAll(async () => {
  base = await scratchBase({
    'articles/en/shop.md': '---\ntitle: Shop\n---\n## When do you open?\n> opening hours\n\nAt nine.\n',
    'articles/en/returns.md': '---\ntitle: Returns\n---\n## How do I return something?\n> send it back\n\nBy mail.\n',
  });
  cacheDirectory = await mkdtemp(join(tmpdir(), 'warmline-kept-'));
});
afterAll(async () => {
  await base[Symbol.asyncDispose]();
  await rm(cacheDirectory, { recursive: true, force: true });
});

test('a second start opens what the first one kept, and answers alike', async () => {
  const first = await opened((knowledge) => knowledge.search('what are your opening hours'));
  const before = await keptFiles();
  expect(before.filter(({ name }) => name.endsWith('.index'))).toHaveLength(1);
  expect(before.filter(({ name }) => name.endsWith('.article'))).toHaveLength(2);
  expect(await opened((knowledge) => knowledge.search('what are your opening hours'))).toEqual(first);
  expect(await keptFiles()).toEqual(before);
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed in one place', (bytes: Buffer) => flipped(bytes)],
  ['emptied', () => Buffer.alloc(0)],
  ['of something else', () => Buffer.from('an article of another program')],
])('a kept file that is %s is made anew', async (_, damage) => {
  const answer = await opened(hours);
  for (const { path } of await keptFiles()) await writeFile(path, damage(await readFile(path)));
  expect(await opened(hours)).toEqual(answer);
  // The next start finds them whole again.
  const before = await keptFiles();
  expect(await opened(hours)).toEqual(answer);
  expect(await keptFiles()).toEqual(before);
});

test('an article that was edited between two starts is never answered with what was kept', async () => {
  await opened(hours);
  await base.write('articles/en/shop.md', '---\ntitle: Shop\n---\n## When do you open?\n> opening hours\n\nAt ten.\n');
  expect(await opened(hours)).toMatchObject({ markdown: 'At ten.' });
});

test('without a place to keep anything the answers are the same', async () => {
  const blocked = join(base.directory, 'articles/en/shop.md', 'cache');
  expect(await opened(hours, blocked)).toEqual(await opened(hours));
});

async function opened<T>(use: (knowledge: KnowledgeService) => Promise<T>, cache = cacheDirectory): Promise<T> {
  const knowledge = await createKnowledge({
    directory: base.directory,
    clock: clockFrom(),
    maxWrong: 0.05,
    watch: false,
    workshop,
    cacheDirectory: cache,
  });
  try {
    return await use(knowledge);
  } finally {
    await knowledge.close();
  }
}

function hours(knowledge: KnowledgeService) {
  return knowledge.ask({ text: 'When do you open?', locale: 'en' });
}

async function keptFiles(): Promise<{ name: string; path: string; at: number }[]> {
  const names = (await readdir(cacheDirectory, { recursive: true })).filter((name) => /\.(index|article)$/.test(name));
  return Promise.all(
    names.sort().map(async (name) => {
      const path = join(cacheDirectory, name);
      return { name, path, at: (await stat(path)).mtimeMs };
    }),
  );
}

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const middle = changed.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
