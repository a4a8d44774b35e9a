import type { Problem } from '../articles/article.ts';
import { beyondLimits } from '../articles/limits.ts';
import { parseMarkdown, plainText } from '../articles/markdown.ts';

/** Words that mean the same to the shop's customers. */
export type SynonymGroup = readonly string[];

const MOST_WORDS = 50;
const LONGEST_WORD = 60;

/**
 * Reads `words/synonyms.md`: every list item is one group, its words parted by "=" ("- 快递 = 物流 = courier").
 * Headings and text around the lists are for people. A group may hold both languages.
 */
export function parseSynonyms(path: string, written: string): { groups: SynonymGroup[]; problems: Problem[] } {
  const source = written.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const beyond = beyondLimits(path, source);
  if (beyond !== null) return { groups: [], problems: [beyond] };
  const groups: SynonymGroup[] = [];
  const problems: Problem[] = [];
  for (const block of parseMarkdown(source).children) {
    if (block.type !== 'list') continue;
    for (const item of block.children) {
      const line = item.position?.start.line ?? 1;
      const words = plainText(item.children)
        .split(/[=＝\n]/)
        .map((word) => word.trim())
        .filter((word) => word !== '');
      const different = [...new Set(words)];
      const wrong = wrongIn(different);
      if (wrong === null) groups.push(different);
      else problems.push({ severity: 'error', path, line, message: wrong });
    }
  }
  return { groups, problems };
}

function wrongIn(words: readonly string[]): string | null {
  if (words.length < 2) return 'A group needs two words or more, parted by "=": - 快递 = 物流.';
  if (words.length > MOST_WORDS) return `The group has ${words.length} words; at most ${MOST_WORDS}.`;
  const long = words.find((word) => word.length > LONGEST_WORD);
  return long === undefined
    ? null
    : `"${long.slice(0, 20)}…" is longer than ${LONGEST_WORD} characters; write words, not sentences.`;
}
