import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArticleParser } from '../../../../src/knowledge/articles/article-parser.ts';
import { openLibrary } from '../../../../src/knowledge/library/library.ts';
import { workshop } from '../../../support/workshop.ts';
import { clockFrom, scratchBase } from '../scratch-base.ts';

async function library(files: Record<string, string>, parser = workshop.parser) {
  const base = await scratchBase(files);
  const opened = await openLibrary({ directory: base.directory, parser });
  onTestFinished(async () => {
    await opened.close();
    await base[Symbol.asyncDispose]();
  });
  return { base, library: opened };
}

const ONE = { 'articles/en/a.md': '## How much is it?\nTen.' };
const NAMES = (questions: readonly { question: string }[]) => questions.map(({ question }) => question);

describe('the library', () => {
  test('loads all articles in order of their paths, whatever else lies about', async () => {
    const { library: opened } = await library({
      'articles/zh-CN/b.md': '## 多少钱?\n十块。',
      ...ONE,
      'articles/en/_draft.md': '## Not yet?\nNo.',
      'articles/.hidden.md': '## Hidden?\nYes.',
      'articles/en/picture.svg': '<svg/>',
      'golden/en.md': '## not an article',
    });
    expect(NAMES(opened.snapshot().entries)).toEqual(['How much is it?', '多少钱?']);
    expect(opened.snapshot().problems).toEqual([]);
  });

  test('reads a folder of articles without an articles folder in it', async () => {
    const base = await scratchBase(ONE);
    onTestFinished(() => base[Symbol.asyncDispose]());
    const opened = await openLibrary({
      directory: join(base.directory, 'articles'),
      parser: workshop.parser,
    });
    expect(NAMES(opened.snapshot().entries)).toEqual(['How much is it?']);
    await opened.close();
  });

  test('stops with the next step when there is no folder', async () => {
    await expect(openLibrary({ directory: '/nowhere/at/all', parser: workshop.parser })).rejects.toThrow(
      /KNOWLEDGE_DIR/,
    );
  });

  test('tells what a save has added, changed and removed, and nothing when nothing has', async () => {
    const { base, library: opened } = await library({ ...ONE, 'articles/en/b.md': '## Old?\nYes.' });
    const [kept, old] = opened.snapshot().entries;
    expect(await opened.refresh()).toBeNull();
    await base.write('articles/en/a.md', '## How much is it?\nEleven.\n\n## New?\nYes.');
    await base.remove('articles/en/b.md');
    const change = await opened.refresh();
    expect(change?.changed).toEqual([kept?.id]);
    expect(change?.removed).toEqual([old?.id]);
    expect(change?.added).toEqual([opened.snapshot().entries[1]?.id]);
  });

  test('never changes a snapshot that was handed out', async () => {
    const { base, library: opened } = await library(ONE);
    const before = opened.snapshot();
    const copy = structuredClone(before);
    await base.write('articles/en/a.md', '## Something else?\nYes.');
    await opened.refresh();
    expect(before).toEqual(copy);
    expect(opened.snapshot().version).toBe(before.version + 1);
  });

  test('keeps the last good text of a file that breaks, and takes the mended one', async () => {
    const { base, library: opened } = await library(ONE);
    await base.write('articles/en/a.md', '---\ntitle: [\n---\n## How much is it?\nEleven.');
    await opened.refresh();
    expect(opened.snapshot().entries[0]?.markdown).toBe('Ten.');
    expect(opened.snapshot().problems).toMatchObject([{ path: 'articles/en/a.md', line: 2, severity: 'error' }]);
    await base.write('articles/en/a.md', '## How much is it?\nTwelve.');
    await opened.refresh();
    expect(opened.snapshot().entries[0]?.markdown).toBe('Twelve.');
    expect(opened.snapshot().problems).toEqual([]);
  });

  test('gives different ids to the same question in two files', async () => {
    const { library: opened } = await library({ ...ONE, 'articles/en/b.md': '## How much is it?\nTwenty.' });
    expect(new Set(opened.snapshot().entries.map(({ id }) => id)).size).toBe(2);
  });

  test('reads the groups of synonyms and says which line is none', async () => {
    const { base, library: opened } = await library({
      ...ONE,
      'words/synonyms.md': '# Words\n\nText.\n\n- 快递 = 物流 = courier\n- alone\n- a ＝ b\n',
    });
    expect(opened.snapshot().synonyms).toEqual([
      ['快递', '物流', 'courier'],
      ['a', 'b'],
    ]);
    expect(opened.snapshot().problems).toMatchObject([
      { path: 'words/synonyms.md', line: 6, message: expect.stringMatching(/two words/) },
    ]);
    await base.write('words/synonyms.md', '- a = c\n');
    expect((await opened.refresh())?.snapshot.synonyms).toEqual([['a', 'c']]);
  });
});

describe('bad files', () => {
  test.each([
    ['five megabytes', 'x\n'.repeat(2_500_000), 1, /4883 kB; at most 512 kB/],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0a, 0xff, 0xd8]), 1, /not UTF-8/],
    [
      'Chinese in an old encoding',
      Uint8Array.from([0x23, 0x23, 0x20, 0x61, 0x0a, 0xc4, 0xe3, 0xba, 0xc3]),
      2,
      /not UTF-8/,
    ],
    ['zeros', new Uint8Array(100), 1, /NUL/],
  ])('%s are named with their line, and the rest stays live', async (_, content, line, message) => {
    const { base, library: opened } = await library(ONE);
    await base.write('articles/en/bad.md', content);
    await opened.refresh();
    expect(opened.snapshot().problems).toMatchObject([
      { path: 'articles/en/bad.md', line, severity: 'error', message: expect.stringMatching(message) },
    ]);
    expect(opened.snapshot().entries).toHaveLength(1);
  });

  test('a text that would take the parser minutes is given up, and the next file is read', async () => {
    const clock = clockFrom();
    const impatient = { ...clock, sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms / 5, signal) };
    const parser = openArticleParser(impatient);
    onTestFinished(() => parser.close());
    const { base, library: opened } = await library(ONE, parser);
    await base.write('articles/en/bomb.md', `## q\n${`${'a*b_c'.repeat(1_900)}\n`.repeat(40)}`);
    await base.write('articles/en/c.md', '## After it?\nYes.');
    await opened.refresh();
    expect(opened.snapshot().problems).toMatchObject([
      { path: 'articles/en/bomb.md', message: expect.stringMatching(/took longer than/) },
    ]);
    expect(NAMES(opened.snapshot().entries)).toEqual(['How much is it?', 'After it?']);
  });

  test('a link out of the folder is not followed, one inside is', async () => {
    const { base, library: opened } = await library(ONE);
    const outside = await scratchBase({ 'secret.md': '## What is the secret?\nThis.' });
    onTestFinished(() => outside[Symbol.asyncDispose]());
    await symlink(join(outside.directory, 'secret.md'), join(base.directory, 'articles/en/leak.md'));
    await symlink(outside.directory, join(base.directory, 'articles/en/folder'));
    await symlink(join(base.directory, 'articles'), join(base.directory, 'articles/en/round'));
    await symlink(join(base.directory, 'articles/en/nothing.md'), join(base.directory, 'articles/en/dangling.md'));
    await base.write('articles/shared.txt', '## Inside?\nYes.');
    await symlink(join(base.directory, 'articles/shared.txt'), join(base.directory, 'articles/en/inside.md'));
    await opened.refresh();
    expect(NAMES(opened.snapshot().entries)).toEqual(['How much is it?', 'Inside?']);
    expect(opened.snapshot().problems).toMatchObject([
      { path: 'articles/en/leak.md', message: expect.stringMatching(/outside the knowledge base/) },
    ]);
  });

  test('names with ".." or a backslash are refused', async () => {
    const { base, library: opened } = await library(ONE);
    await writeFile(join(base.directory, 'articles/en/..\\..\\etc.md'), '## q\na');
    await writeFile(join(base.directory, 'articles/en/a..b.md'), '## q\na');
    await opened.refresh();
    expect(opened.snapshot().problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/Rename/),
      expect.stringMatching(/Rename/),
    ]);
  });
});
