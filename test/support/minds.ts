import { fileURLToPath } from 'node:url';
import type { Mind } from '../../src/bot/turn/mind.ts';
import { createWords } from '../../src/bot/words/words.ts';
import { EntryId } from '../../src/core/index.ts';
import { createFlows, type Flows, PORTS, type Port, type Ports } from '../../src/flows/index.ts';
import type { Answer, Knowledge } from '../../src/knowledge/index.ts';
import { systemClock } from '../../src/system.ts';

/** The port to the knowledge base answered by a function, for tests of what the turn makes of each answer. */
export async function mindWith(ask: (text: string) => Answer): Promise<Mind> {
  const knowledge: Knowledge = {
    ask: async ({ text }) => ask(text),
    answerOf: (entry) => answerWith(`the answer of ${entry}`, entry),
    status: () => ({ ready: true, entries: 1, articles: 1, problems: 0 }),
  };
  return { knowledge, flows: await shippedFlows(), words: createWords('/nowhere') };
}

export function answerWith(markdown: string, entry = 'e1'): Extract<Answer, { kind: 'answer' }> {
  const source = {
    entry: EntryId.parse(entry),
    article: 'Delivery',
    question: 'How long?',
    path: 'd.md',
    locale: 'en',
  } as const;
  return { kind: 'answer', entry: source.entry, markdown, sources: [source], confidence: 0.9, locale: 'en' };
}

/** The shop's own flows, with ports that are all away: a flow has to get along with that. */
export function shippedFlows(): Promise<Flows> {
  const away: Port = async () => ({ outcome: 'unavailable' });
  const ports = Object.fromEntries(Object.keys(PORTS).map((name) => [name, away])) as Ports;
  const directory = fileURLToPath(new URL('../../knowledge-base/flows', import.meta.url));
  return createFlows({ directory, clock: systemClock, timeZone: 'Asia/Shanghai', ports });
}
