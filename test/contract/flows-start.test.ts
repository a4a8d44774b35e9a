import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { Locale } from '../../src/core/index.ts';
import { claimedBy, flowEntries, flowOfEntry, openFlowLibrary, PORTS } from '../../src/flows/index.ts';
import { openLibrary } from '../../src/knowledge/library/library.ts';
import { buildRetriever } from '../../src/knowledge/retrieval/retriever.ts';
import { systemClock } from '../../src/system.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const Sentence = z.object({ text: z.string(), locale: Locale, expect: z.string() });
const SENTENCES = readFileSync(join(import.meta.dirname, '../fixtures/flows/confusion.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Sentence.parse(JSON.parse(line)));

/** The sample shop's articles and the flows' examples in one retrieval, as the bot has them. */
async function oneRetrieval() {
  const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
  const knowledge = await openLibrary({ directory: join(FLOWS_DIRECTORY, '..'), clock: systemClock });
  const claimed = claimedBy(library.flows());
  const articles = knowledge.snapshot().entries.map((entry) => ({
    id: entry.id,
    locale: entry.locale,
    question: entry.question,
    alternatives: entry.alternatives.filter((each) => !claimed(each)),
    title: entry.article,
    tags: entry.tags,
    answer: entry.text,
  }));
  const flows = flowEntries(library.flows()).map(({ flow: _flow, ...entry }) => ({ ...entry, tags: [], answer: '' }));
  return { retriever: await buildRetriever([...articles, ...flows], { maxWrong: 0.05 }), library };
}

test('of sentences that are none of the examples, at least 95 % start the right flow or none', async () => {
  const { retriever, library } = await oneRetrieval();
  const claimed = claimedBy(library.flows());
  const wrong: string[] = [];
  for (const { text, locale, expect: expected } of SENTENCES) {
    const found = await retriever.search(text, { locale });
    const first = found.ranked[0];
    const searched = first === undefined || found.decision === 'none' ? null : flowOfEntry(first.id);
    const flow = library.cued(text) ?? searched;
    if ((flow ?? 'faq') !== expected)
      wrong.push(`${text} → ${flow ?? 'faq'} (${found.decision} ${first?.id ?? ''}), not ${expected}`);
  }
  await retriever.close();
  const right = 1 - wrong.length / SENTENCES.length;
  console.log(`${SENTENCES.length} sentences, ${(100 * right).toFixed(1)} % right, ${wrong.length} wrong`);
  if (process.env['SHOW_WRONG']) console.log(wrong.join('\n'));
  expect(
    SENTENCES.filter(({ text }) => claimed(text)).map(({ text }) => text),
    'the set holds no example',
  ).toEqual([]);
  expect(SENTENCES.length).toBeGreaterThanOrEqual(200);
  expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
});
