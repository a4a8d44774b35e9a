import { EntryId, LOCALES, type Locale } from '../../core/index.ts';
import type { Flow } from '../engine/flow.ts';

/** One flow in one language, in the form of a retrieval entry: the first example is its question. */
export interface FlowEntry {
  id: EntryId;
  flow: string;
  locale: Locale;
  question: string;
  alternatives: readonly string[];
  title: string;
}

const PREFIX = 'flow:';

export function flowEntries(flows: readonly Flow[]): FlowEntry[] {
  return flows.flatMap((flow) =>
    LOCALES.flatMap((locale) => {
      const [question, ...alternatives] = flow.definition.examples[locale];
      if (question === undefined) return [];
      return [
        {
          id: EntryId.parse(`${PREFIX}${flow.id}:${locale}`),
          flow: flow.id,
          locale,
          question,
          alternatives,
          title: flow.title[locale],
        },
      ];
    }),
  );
}

/** The flow that a found entry stands for; null for an entry of an article. */
export function flowOfEntry(id: EntryId): string | null {
  return id.startsWith(PREFIX) ? (id.split(':')[1] ?? null) : null;
}

/**
 * Whether a sentence is, word for word, an example of a flow. Where an article names it as another way to ask, too,
 * the flow has it: "我要投诉" starts a complaint, and the article keeps "怎么投诉".
 */
export function claimedBy(flows: readonly Flow[]): (sentence: string) => boolean {
  const claimed = new Set(
    flows.flatMap((flow) => LOCALES.flatMap((locale) => flow.definition.examples[locale].map(bare))),
  );
  return (sentence) => claimed.has(bare(sentence));
}

function bare(sentence: string): string {
  return sentence
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, '');
}
