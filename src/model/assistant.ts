import type { Locale } from '../core/index.ts';
import { type Checked, checkShortened, checkTranslated } from './check-phrasing.ts';
import { type Draft, draftFormat, parseDraft } from './draft.ts';
import { inventedIn } from './facts.ts';
import type { LanguageModel, Prompt } from './language-model.ts';
import { hidePrivateWords } from './private-words.ts';
import { DRAFT, HELLO, SHORTEN, TRANSLATE, WHOLE_QUESTION } from './prompts.ts';

/** What a model is asked for, and what of its words is taken. Each answers null where there is nothing to take. */
export interface Assistant {
  /** The article's own sentences that answer the question; `asker` is the conversation. */
  shorten(wanted: { article: string; question: string; locale: Locale; asker: string }): Promise<string | null>;
  /** The article in another language. Nothing of the customer is sent. */
  translate(wanted: { article: string; locale: Locale; asker: string }): Promise<string | null>;
  /** A message that leans on earlier ones as a question of its own. `talk`: what was said before, oldest first. */
  wholeQuestion(wanted: {
    message: string;
    talk: readonly string[];
    locale: Locale;
    asker: string;
  }): Promise<string | null>;
  /** The beginning of an article for questions without an answer. `unproven`: what stands in no entry, in words. */
  draft(wanted: {
    questions: readonly string[];
    entries: readonly { question: string; answer: string }[];
    locale: Locale;
  }): Promise<{ kind: 'draft'; draft: Draft; unproven: string | null } | { kind: 'none'; why: string }>;
  warm(): Promise<void>;
  /** Asks the model for one word; null when it answers, else why not. */
  fault(): Promise<string | null>;
}

export interface AssistantOptions {
  model: LanguageModel;
  localeOf(text: string): Locale | null;
  /** Hears what became of each request; never what was said. */
  onOutcome?(use: 'shorten' | 'translate' | 'follow-up' | 'draft', outcome: string): void;
}

const LANGUAGE = { en: 'English', 'zh-CN': 'Simplified Chinese' } as const;
const LONGEST_QUESTION = 200;
const MOST_DETAIL = 200;
/** Translations of one process; an article that changes is another article. */
const MOST_TRANSLATIONS = 500;

export function createAssistant({ model, localeOf, onOutcome = () => {} }: AssistantOptions): Assistant {
  /** Null: the model's translation was refused, and would be again. */
  const translations = new Map<string, string | null>();
  type Use = Parameters<NonNullable<AssistantOptions['onOutcome']>>[0];

  /** Asks, and takes the answer only when the check says so. */
  async function checked(
    use: Use,
    asked: { prompt: Prompt; values: Record<string, string>; asker: string },
    check: (text: string) => Checked,
  ): Promise<{ kind: 'taken'; text: string } | { kind: 'refused' | 'silent'; text: null }> {
    const said = await model.say(asked.prompt, asked.values, asked.asker);
    if (said.kind === 'silent') {
      onOutcome(use, said.why === 'failed' ? `failed: ${said.detail.slice(0, MOST_DETAIL)}` : said.why);
      return { kind: 'silent', text: null };
    }
    const result = check(said.text);
    onOutcome(use, result.kind === 'ok' ? 'taken' : `refused: ${result.why}`);
    return result.kind === 'ok' ? { kind: 'taken', text: said.text } : { kind: 'refused', text: null };
  }

  return {
    async shorten({ article, question, locale, asker }) {
      const values = { article, question: hidePrivateWords([question]).text, language: LANGUAGE[locale] };
      const short = await checked('shorten', { prompt: SHORTEN, values, asker }, (text) =>
        checkShortened({ source: article, text, locale, localeOf }),
      );
      return short.text;
    },
    async translate({ article, locale, asker }) {
      const key = `${locale} ${article}`;
      const known = translations.get(key);
      if (known !== undefined) return known;
      const values = { article, language: LANGUAGE[locale] };
      const { kind, text } = await checked('translate', { prompt: TRANSLATE, values, asker }, (translated) =>
        checkTranslated({ source: article, text: translated, locale, localeOf }),
      );
      if (kind === 'silent') return null;
      translations.set(key, text);
      const oldest = translations.keys().next().value;
      if (translations.size > MOST_TRANSLATIONS && oldest !== undefined) translations.delete(oldest);
      return text;
    },
    async wholeQuestion({ message, talk, locale, asker }) {
      const hidden = hidePrivateWords([message, ...talk]);
      const [last = '', ...before] = hidden.texts;
      const values = { message: last, talk: before.join('\n'), language: LANGUAGE[locale] };
      const { text } = await checked('follow-up', { prompt: WHOLE_QUESTION, values, asker }, (question) =>
        checkQuestion(question, hidden.texts.join('\n')),
      );
      const whole = text === null ? null : hidden.restore(text);
      return whole === message ? null : whole;
    },
    async draft({ questions, entries, locale }) {
      const source = entries.map(({ question, answer }) => `${question}\n${answer}`).join('\n\n');
      const values = {
        questions: hidePrivateWords(questions)
          .texts.map((question) => `- ${question}`)
          .join('\n'),
        entries: source || '(none)',
        language: LANGUAGE[locale],
        format: await draftFormat(),
      };
      const said = await model.say(DRAFT, values, null);
      const draft = said.kind === 'said' ? await parseDraft(said.text) : null;
      const why = said.kind === 'silent' ? `${said.why}: ${said.detail}` : 'it wrote something else than a draft';
      onOutcome('draft', draft === null ? why : 'taken');
      if (draft === null) return { kind: 'none', why };
      return { kind: 'draft', draft, unproven: inventedIn(draft.answer, source) };
    },
    warm: () => model.warm(),
    async fault() {
      const said = await model.say(HELLO, {}, null);
      return said.kind === 'said' ? null : `${said.why}: ${said.detail}`;
    },
  };
}

/** A question goes to the search and nowhere else; a number or name that nobody said would lead it astray. */
function checkQuestion(text: string, talk: string): Checked {
  if (text === '' || text.length > LONGEST_QUESTION || text.includes('\n'))
    return { kind: 'refused', why: 'it is no question' };
  const invented = inventedIn(text, talk);
  return invented === null ? { kind: 'ok' } : { kind: 'refused', why: `${invented} was never said` };
}
