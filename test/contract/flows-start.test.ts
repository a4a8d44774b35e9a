import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../../src/config.ts';
import { Locale } from '../../src/core/index.ts';
import { openKnowledge, openShopFlows } from '../../src/flow-parts.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const Sentence = z.object({ text: z.string(), locale: Locale, expect: z.string() });
const SENTENCES = readFileSync(join(import.meta.dirname, '../fixtures/flows/confusion.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Sentence.parse(JSON.parse(line)));

/** What the bot asks: sure signs first, then articles and the ways to flows in one search, wired as the product does. */
async function openBoth() {
  const config = readConfig({ KNOWLEDGE_DIR: join(FLOWS_DIRECTORY, '..') });
  return { library: await openShopFlows(config), knowledge: await openKnowledge(config, { watch: false }) };
}

test('of sentences that are none of the examples, at least 95 % start the right flow or none', async () => {
  const { library, knowledge } = await openBoth();
  const examples = new Set(library.examples().map(({ text }) => text.toLowerCase()));
  const wrong: string[] = [];
  for (const { text, locale, expect: expected } of SENTENCES) {
    const answer = await knowledge.ask({ text, locale });
    const searched = answer.kind === 'route' ? answer.route : null;
    const started = library.cued(text) ?? searched ?? 'faq';
    if (started !== expected) wrong.push(`${text} → ${started} (${answer.kind}), not ${expected}`);
  }
  await knowledge.close();
  const right = 1 - wrong.length / SENTENCES.length;
  console.log(`${SENTENCES.length} sentences, ${(100 * right).toFixed(1)} % right, ${wrong.length} wrong`);
  if (process.env['SHOW_WRONG']) console.log(wrong.join('\n'));
  expect(
    SENTENCES.filter(({ text }) => examples.has(text.toLowerCase())).map(({ text }) => text),
    'the set holds no example',
  ).toEqual([]);
  expect(SENTENCES.length).toBeGreaterThanOrEqual(200);
  expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
});
