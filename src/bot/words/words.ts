import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { parse } from 'yaml';
import * as z from 'zod';
import { LOCALES, type Locale, WarmlineError } from '../../core/index.ts';
import en from './en.json' with { type: 'json' };
import zhCN from './zh-CN.json' with { type: 'json' };

type Shipped = typeof en;
export type WordKey = Exclude<keyof Shipped, 'suggestions'>;

/** The bot's own sentences, in the customer's language. */
export interface Words {
  say(locale: Locale, key: WordKey, values?: Record<string, string>): string;
  /** Questions that a newcomer may press. */
  suggestions(locale: Locale): readonly string[];
}

const shipped: Record<Locale, Shipped> = { en, 'zh-CN': zhCN };
const Overrides = z.partialRecord(
  z.enum(Object.keys(en) as [keyof Shipped]),
  z.union([z.string().min(1), z.array(z.string().min(1).max(60)).max(6)]),
);

/**
 * The shipped words, with those of the operator laid over them: `words/replies.zh-CN.yaml` and `words/replies.en.yaml`
 * in the knowledge base. A missing file means the shipped words; a wrong one is KNOWLEDGE_INVALID.
 */
export function createWords(knowledgeDirectory: string): Words {
  const resources = Object.fromEntries(
    LOCALES.map((locale) => [
      locale,
      {
        translation: {
          ...shipped[locale],
          ...readOverrides(join(knowledgeDirectory, 'words', `replies.${locale}.yaml`)),
        },
      },
    ]),
  );
  const i18n = createInstance();
  void i18n.init({
    resources,
    supportedLngs: [...LOCALES],
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    keySeparator: false,
    nsSeparator: false,
  });
  /** Sentences without values, by language and name: each is made once. */
  const fixed = new Map<string, string>();
  return {
    say(locale, key, values) {
      if (values !== undefined) return i18n.t(key, { ...values, lng: locale });
      const name = `${locale} ${key}`;
      const sentence = fixed.get(name) ?? i18n.t(key, { lng: locale });
      fixed.set(name, sentence);
      return sentence;
    },
    suggestions(locale) {
      const list = i18n.getResource(locale, 'translation', 'suggestions');
      return Array.isArray(list) ? list : [];
    },
  };
}

function readOverrides(file: string): z.infer<typeof Overrides> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    const parsed = Overrides.safeParse(parse(text) ?? {});
    if (parsed.success) return parsed.data;
    throw new Error(z.prettifyError(parsed.error));
  } catch (cause) {
    throw new WarmlineError(
      'KNOWLEDGE_INVALID',
      `${file}: use only the names listed in docs/recipes/change-the-words.md, each with a text.`,
      { cause },
    );
  }
}
