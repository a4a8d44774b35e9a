import type { Mind } from '../../src/bot/turn/mind.ts';
import { createWords } from '../../src/bot/words/words.ts';
import { EntryId } from '../../src/core/index.ts';
import type { Answer, Knowledge } from '../../src/knowledge/index.ts';

/** The port to the knowledge base answered by a function, for tests of what the turn makes of each answer. */
export function mindWith(ask: (text: string) => Answer): Mind {
  const knowledge: Knowledge = {
    ask: async ({ text }) => ask(text),
    answerOf: (entry) => answerWith(`the answer of ${entry}`, entry),
    status: () => ({ ready: true, entries: 1, articles: 1, problems: 0 }),
  };
  return { knowledge, words: createWords('/nowhere') };
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
