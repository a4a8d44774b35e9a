import type { EntryId } from '../core/index.ts';
import type { Answer, Knowledge, Question } from '../knowledge/index.ts';
import type { Assistant } from '../model/index.ts';

/** What the model is used for; the words of MODEL_USE. */
export type ModelUses = readonly string[];

export interface AssistedOptions {
  assistant: Assistant;
  uses: ModelUses;
  /** The question of an entry, to tell the model what the last turns were about. */
  titleOf(entry: EntryId): string | null;
}

type Found = Extract<Answer, { kind: 'answer' }>;

/** An answer from this length on is shortened; a Chinese sign counts twice. A phone shows about so much at once. */
const LONG = 500;
/** A longer message says itself what it is about. */
const LONGEST_FOLLOW_UP = 80;

/**
 * The knowledge base with a model beside it. What is answered is decided by the base alone, as ever: the model may put
 * a question that found nothing in other words, and shorten or translate what was found. Where it is silent, slow or
 * refused, the base's own answer stands. Only questions with an `asker` are helped: those of a talk with a customer.
 */
export function assistedKnowledge(knowledge: Knowledge, options: AssistedOptions): Knowledge {
  return {
    ...knowledge,
    async ask(question) {
      const answer = await knowledge.ask(question);
      const { asker } = question;
      if (asker === undefined) return answer;
      // One call at most for each question, so that nobody waits longer than the model's time.
      return answer.kind === 'answer'
        ? phrased(options, question, answer, asker)
        : understood(knowledge, options, question, answer, asker);
    },
  };
}

async function understood(
  knowledge: Knowledge,
  { assistant, uses, titleOf }: AssistedOptions,
  question: Question,
  answer: Exclude<Answer, Found>,
  asker: string,
): Promise<Answer> {
  const { text, locale, previous = [] } = question;
  const leans = previous.length > 0 && text.length <= LONGEST_FOLLOW_UP;
  if (answer.kind === 'route' || !leans || !uses.includes('follow-up')) return answer;
  const talk = previous.flatMap((turn) => {
    const title = turn.entry === null ? null : titleOf(turn.entry);
    return title === null ? [turn.text] : [turn.text, `(${title})`];
  });
  const whole = await assistant.wholeQuestion({ message: text, talk, locale, asker });
  if (whole === null) return answer;
  const again = await knowledge.ask({ ...question, text: whole, previous: [] });
  return again.kind === 'none' ? answer : again;
}

async function phrased(
  { assistant, uses }: AssistedOptions,
  { text, locale }: Question,
  found: Found,
  asker: string,
): Promise<Found> {
  const article = found.markdown;
  if (found.locale !== locale) {
    const translated = uses.includes('translate') ? await assistant.translate({ article, locale, asker }) : null;
    return translated === null ? found : { ...found, markdown: translated, phrased: 'translated' };
  }
  if (!uses.includes('phrase') || lengthOf(article) < LONG) return found;
  const short = await assistant.shorten({ article, question: text, locale, asker });
  return short === null ? found : { ...found, markdown: short, phrased: 'shortened' };
}

function lengthOf(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}
