import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createKnowledge, diffGolden, loadGolden, runGolden } from '../../../../src/knowledge/index.ts';
import { workshop } from '../../../support/workshop.ts';
import { clockFrom, scratchBase } from '../scratch-base.ts';

vi.setConfig({ testTimeout: 30_000 });

const SHOP = {
  'articles/en/delivery.md':
    '## How long does delivery take? {#time}\n> when will it arrive\n> delivery time\n\nThree days.\n\n## How much is delivery?\n> shipping cost\n\nNothing.',
  'articles/en/returns.md': '## How do I return something? {#how}\n> I want to send it back\n\nWith the form.',
  'articles/en/delivery.golden.md': '## #time\n- How long does delivery take?\n',
  'golden/en.md':
    '---\nlocale: en\n---\nText.\n\n## How much is delivery?\n- How much is delivery?\n\n## returns.md#how\n- When will it arrive → How do I return something?\n\n## returns.md#gone\n- anything\n\n## none\n- quantum chromodynamics lattice\n',
};

async function opened(files: Record<string, string>) {
  const base = await scratchBase(files);
  const knowledge = await createKnowledge({
    directory: base.directory,
    clock: clockFrom(),
    maxWrong: 0.05,
    watch: false,
    workshop,
  });
  onTestFinished(async () => {
    await knowledge.close();
    await base[Symbol.asyncDispose]();
  });
  return { base, knowledge };
}

describe('golden questions', () => {
  test('are read from their folder and from beside an article, with their lines', async () => {
    const { base, knowledge } = await opened(SHOP);
    const { questions, problems } = await loadGolden(base.directory);
    expect(problems).toEqual([]);
    expect(
      questions.map(({ turns, expected, path, line }) => [turns.at(-1), turns.length, expected, path, line]),
    ).toEqual([
      ['How much is delivery?', 1, 'How much is delivery?', 'golden/en.md', 7],
      ['How do I return something?', 2, 'returns.md#how', 'golden/en.md', 10],
      ['anything', 1, 'returns.md#gone', 'golden/en.md', 13],
      ['quantum chromodynamics lattice', 1, null, 'golden/en.md', 16],
      ['How long does delivery take?', 1, 'articles/en/delivery.md#time', 'articles/en/delivery.golden.md', 2],
    ]);
    expect(knowledge.status().articles).toBe(2);
  });

  test('are asked through the path of the chat', async () => {
    const { base, knowledge } = await opened(SHOP);
    const results = await runGolden(knowledge, (await loadGolden(base.directory)).questions);
    expect(results.map(({ outcome, passed }) => [outcome, passed])).toEqual([
      ['answered', true],
      ['answered', true],
      ['unknown', false],
      ['silent', true],
      ['answered', true],
    ]);
  });

  test('of the shipped shop never get a wrong answer, and nearly all find theirs', async () => {
    const directory = join(import.meta.dirname, '../../../../knowledge-base');
    const knowledge = await createKnowledge({ directory, clock: clockFrom(), maxWrong: 0.05, watch: false, workshop });
    onTestFinished(() => knowledge.close());
    const { questions, problems } = await loadGolden(directory);
    const results = await runGolden(knowledge, questions);
    expect(problems).toEqual([]);
    expect(questions.length).toBeGreaterThanOrEqual(60);
    expect(results.filter(({ outcome }) => outcome === 'wrong' || outcome === 'unknown')).toEqual([]);
    expect(results.filter(({ passed }) => passed).length / results.length).toBeGreaterThanOrEqual(0.9);
  });

  test('show which answers an edit changes', async () => {
    const { base, knowledge } = await opened(SHOP);
    const edited = await opened({
      ...SHOP,
      'articles/en/delivery.md': SHOP['articles/en/delivery.md'].replace('Three days.', 'Four days.'),
      'articles/en/returns.md': '## Is there a loyalty card?\n> bonus card\n\nYes.',
    });
    const { questions } = await loadGolden(base.directory);
    const changes = await diffGolden(knowledge, edited.knowledge, questions);
    expect(changes.map(({ golden, change }) => [golden.turns.at(-1), change])).toEqual([
      ['How do I return something?', 'outcome'],
      ['How long does delivery take?', 'text'],
    ]);
    expect(changes[1]).toMatchObject({ before: { markdown: 'Three days.' }, after: { markdown: 'Four days.' } });
  });

  test('without a heading or a language are problems with their line', async () => {
    const { base } = await opened({ 'golden/questions.md': '## a.md#b\n- lost\n', 'golden/en.md': '- lost too\n' });
    expect((await loadGolden(base.directory)).problems).toMatchObject([
      { path: 'golden/en.md', line: 1, message: expect.stringMatching(/as a "## heading"/) },
      { path: 'golden/questions.md', line: 2, message: expect.stringMatching(/Add "locale/) },
    ]);
  });
});
