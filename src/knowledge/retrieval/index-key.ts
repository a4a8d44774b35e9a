import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { codeVersion } from '../kept/code-version.ts';
import type { IndexEntry } from './entry.ts';

/** Packages whose version changes what an index holds. */
const PACKAGES = ['@node-rs/jieba', 'opencc-js', 'pinyin-pro', 'snowball-stemmers'];
/** So many entries are hashed in one go on the event loop: about a millisecond. */
const ENTRIES_AT_ONCE = 200;

/**
 * What an index is kept under: changes with anything that it is made from, the code that makes it included. The
 * articles decide; an index that was made from other ones has another key.
 */
export async function indexKey(
  entries: readonly IndexEntry[],
  synonyms: readonly (readonly string[])[],
  model: string,
  code: string,
): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([code, model, synonyms]));
  for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE) {
    if (start > 0) await setImmediate();
    for (const { id, locale, question, alternatives, title, tags, answer } of entries.slice(
      start,
      start + ENTRIES_AT_ONCE,
    )) {
      hash.update(JSON.stringify([id, locale, question, alternatives, title, tags, answer]));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** The state of the code that builds and opens indexes. */
export function indexCodeVersion(): Promise<string> {
  return codeVersion(import.meta.dirname, PACKAGES);
}
