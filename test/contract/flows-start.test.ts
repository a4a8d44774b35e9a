import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { LOCALES, Locale } from '../../src/core/index.ts';
import { openFlowLibrary, PORTS } from '../../src/flows/index.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import { systemClock } from '../../src/system.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const Sentence = z.object({ text: z.string(), locale: Locale, expect: z.string() });
const SENTENCES = readFileSync(join(import.meta.dirname, '../fixtures/flows/confusion.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Sentence.parse(JSON.parse(line)));

/** The sample shop's articles and the flows' examples in one search, as the bot asks it. */
async function openBoth() {
  const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
  const routes = library
    .flows()
    .flatMap((flow) =>
      LOCALES.map((locale) => ({
        name: flow.id,
        locale,
        title: flow.title[locale],
        phrases: flow.definition.examples[locale],
      })),
    );
  const knowledge = await createKnowledge({
    directory: join(FLOWS_DIRECTORY, '..'),
    clock: systemClock,
    maxWrong: 0.05,
    watch: false,
    routes: () => routes.filter((route) => route.phrases.length > 0),
  });
  return { library, knowledge };
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
