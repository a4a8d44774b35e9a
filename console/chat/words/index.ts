import { en } from './en.ts';
import type { Words } from './words.ts';
import { zhCn } from './zh-cn.ts';

export type { Words } from './words.ts';

/** The words for the first of these language tags that is ours; Chinese when none is. */
export function wordsFor(tags: readonly string[]): Words {
  for (const tag of tags) {
    const language = tag.toLowerCase().split(/[-_]/)[0];
    if (language === 'zh') return zhCn;
    if (language === 'en') return en;
  }
  return zhCn;
}

export function fill(words: string, value: string | number): string {
  return words.replace('{}', String(value));
}
