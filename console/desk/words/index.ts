import { createContext, useContext } from 'react';
import { en } from './en.ts';
import { type Words, zhCn } from './zh-cn.ts';

export type { Words };
export type Language = 'zh-CN' | 'en';

export function wordsOf(language: Language): Words {
  return language === 'en' ? en : zhCn;
}

/** The first of the browser's languages that we speak; English for those who speak neither. */
export function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** Puts the values into the places marked `{}`, in order. */
export function put(text: string, ...values: ReadonlyArray<string | number>): string {
  let next = 0;
  return text.replace(/\{\}|\[([^|\]]+)\|([^\]]+)\]/g, (hole, one: string, more: string) => {
    if (hole === '{}') return String(values[next++] ?? '');
    return String(values[next - 1]) === '1' ? one : more;
  });
}

export const WordsContext = createContext<{ words: Words; language: Language }>({ words: zhCn, language: 'zh-CN' });

export function useWords(): Words {
  return useContext(WordsContext).words;
}

export function useLanguage(): Language {
  return useContext(WordsContext).language;
}
