import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { expandPatterns } from './expand-patterns.ts';

/** A sentence, and whether it asks for a person. */
export interface Sentence {
  text: string;
  asks: boolean;
  /** How much it counts: a sentence of ours 1, one by pattern 0.3, a question of a public set, which nobody read, 0.1. */
  weight: number;
}

const FIXTURES = new URL('../../test/fixtures/frustration/', import.meta.url);
const Examples = z.record(
  z.enum(['zh', 'en']),
  z.object({ asks: z.array(z.string()), doesNotAsk: z.array(z.string()) }),
);

/** The lists of wordings that the project's tests hold. */
export function ownSentences(): Sentence[] {
  const sentences: Sentence[] = [];
  const examples = Examples.parse(JSON.parse(readFileSync(new URL('asks-for-person.json', FIXTURES), 'utf8')));
  for (const language of ['zh', 'en'] as const) {
    const { asks, doesNotAsk } = examples[language];
    const wanted = [...asks, ...linesOf(new URL(`requests/wants-person.${language}.txt`, FIXTURES))];
    const other = [...doesNotAsk, ...linesOf(new URL(`requests/near-miss.${language}.txt`, FIXTURES))];
    sentences.push(...wanted.map((text) => ({ text, asks: true, weight: 1 })));
    sentences.push(...other.map((text) => ({ text, asks: false, weight: 1 })));
  }
  return sentences;
}

/** Sentences by the patterns beside this file, which nobody wrote one by one. */
export function patternSentences(): Sentence[] {
  return ['zh', 'en'].flatMap((language) =>
    expandPatterns(readFileSync(new URL(`patterns/${language}.txt`, import.meta.url), 'utf8'), PER_PATTERN).map(
      (sentence) => ({ ...sentence, weight: PATTERN_WEIGHT }),
    ),
  );
}

/** More of one pattern would only repeat it. */
const PER_PATTERN = 24;
const PATTERN_WEIGHT = 0.3;

/** Questions of the public sets under `directory` (`faq/<set>/queries.jsonl`, `pairs/*.jsonl`), each text once. */
export function publicQuestions(directory: string): string[] {
  const texts = new Set<string>();
  for (const set of readdirSync(join(directory, 'faq'))) {
    for (const row of rowsOf(join(directory, 'faq', set, 'queries.jsonl'))) {
      if (typeof row['text'] === 'string') texts.add(row['text']);
    }
  }
  for (const file of readdirSync(join(directory, 'pairs'))) {
    for (const row of rowsOf(join(directory, 'pairs', file))) {
      for (const key of ['a', 'b', 'text1', 'text2']) {
        const text = row[key];
        if (typeof text === 'string') texts.add(text);
      }
    }
  }
  return [...texts];
}

function linesOf(file: URL): string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}

function rowsOf(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}
