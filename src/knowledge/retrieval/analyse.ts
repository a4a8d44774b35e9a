import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { newStemmer } from 'snowball-stemmers';
import { release } from '../kept/release.ts';
import { type Asked, askedFor } from './asked-for.ts';
import { featureHash, pairHash } from './feature-hash.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { identifiersOf } from './identifiers.ts';
import { lettersOf } from './letter-likeness.ts';
import { foldText, withCommonForms } from './normalise.ts';
import { createSynonymFolding } from './synonym-folding.ts';

const load = createRequire(import.meta.url);

/** The ways in which a text is looked at. Each is a bag of hashed features; a feature may repeat. */
export const VIEWS = ['word', 'content', 'pair', 'gram', 'sound'] as const;
export type View = (typeof VIEWS)[number];

export interface Analysis {
  /** Latin stems, numbers and segmented Chinese words, in order. */
  words: readonly string[];
  /** The letters and digits alone, before variants are folded. */
  letters: string;
  identifiers: readonly string[];
  /** What kind of thing the question wants to know, when its wording says so. */
  asked: Asked;
  views: Readonly<Record<View, Int32Array>>;
}

export type Analyse = (text: string) => Analysis;

/** What texts are taken apart with; the analysers of one thread share it. */
export interface Language {
  stem(word: string): string;
  /** The words of a run of Chinese characters. */
  segment(run: string): string[];
  /** The toneless reading of one character as a feature. */
  soundOf(character: string): number;
}

/** Loads nothing that is particular to Chinese before the first Chinese text: 0.2 s and 60 MB. */
export function createLanguage(): Language {
  return { stem: createStemmer(), segment: createSegmenter(), soundOf: createSounds() };
}

/** Makes the function that takes a text apart. */
export function createAnalyser(language: Language, synonyms: readonly (readonly string[])[] = []): Analyse {
  const foldSynonyms = createSynonymFolding(synonyms);
  const { stem, segment, soundOf } = language;

  return (text) => {
    const folded = foldText(text);
    const plain = foldSynonyms(withCommonForms(folded));
    const words: string[] = [];
    const gram: number[] = [];
    const sound: number[] = [];
    const content: number[] = [];
    for (const match of plain.matchAll(RUN)) {
      const run = match[0];
      if (HAN.test(run)) {
        for (const word of segment(run)) {
          words.push(word);
          if (!FUNCTION_WORDS.has(word)) content.push(featureHash(word, 0, word.length, 1));
        }
        hanGrams(run, gram);
        soundGrams(run, soundOf, sound);
      } else {
        const stemmed = stem(run);
        words.push(stemmed);
        if (!FUNCTION_WORDS.has(run)) content.push(featureHash(stemmed, 0, stemmed.length, 1));
        latinGrams(run, gram);
        skeletonGrams(run, sound);
      }
    }
    const word = words.map((each) => featureHash(each, 0, each.length, 1));
    const pair = word.map((each, i) => pairHash(word[i - 1] ?? 0, each));
    if (word.length > 0) pair.push(pairHash(word.at(-1) ?? 0, 0));
    return {
      words,
      letters: lettersOf(folded),
      identifiers: identifiersOf(plain),
      asked: askedFor(plain),
      views: {
        word: Int32Array.from(word),
        content: Int32Array.from(content),
        pair: Int32Array.from(pair),
        gram: Int32Array.from(gram),
        sound: Int32Array.from(sound),
      },
    };
  };
}

const HAN = /\p{Script=Han}/u;
const RUN = /\p{Script=Han}+|[^\p{Script=Han}\P{L}]+|\p{N}+/gu;
const LONGEST_HAN_GRAM = 3;

function hanGrams(run: string, into: number[]): void {
  for (let start = 0; start < run.length; start += 1) {
    const last = Math.min(run.length, start + LONGEST_HAN_GRAM);
    for (let end = start + 1; end <= last; end += 1) into.push(featureHash(run, start, end, 2));
  }
}

/** Grams of two to five letters inside the bounds of a word, its ends marked, so that typos keep most of them. */
function latinGrams(run: string, into: number[]): void {
  const marked = ` ${run.slice(0, 40)} `;
  for (let size = 2; size <= 5; size += 1) {
    for (let start = 0; start + size <= marked.length; start += 1) {
      into.push(featureHash(marked, start, start + size, 3));
    }
  }
}

function soundGrams(run: string, soundOf: (character: string) => number, into: number[]): void {
  let before = 0;
  for (const character of run) {
    const sound = soundOf(character);
    into.push(sound);
    if (before !== 0) into.push(pairHash(before, sound));
    before = sound;
  }
}

/** The consonants of a word and their neighbours: "matress" and "mattress" are one. */
function skeletonGrams(run: string, into: number[]): void {
  const skeleton = ` ${run.slice(0, 1)}${run.slice(1, 40).replace(/[aeiouyh]/g, '')} `.replace(/(.)\1+/g, '$1');
  into.push(featureHash(skeleton, 0, skeleton.length, 5));
  for (let start = 0; start + 3 <= skeleton.length; start += 1) into.push(featureHash(skeleton, start, start + 3, 5));
}

/** Cuts with the dictionary of jieba, loaded when it is first needed. */
function createSegmenter(): Language['segment'] {
  let cut: Language['segment'] | null = null;
  return (run) => {
    cut ??= loadJieba();
    return cut(run);
  };
}

function loadJieba(): Language['segment'] {
  const { Jieba }: typeof import('@node-rs/jieba') = load('@node-rs/jieba');
  // Its dict.js would hold this and a table of 6 MB that is not used here for as long as the thread lives.
  const dictionary = readFileSync(load.resolve('@node-rs/jieba/dict.txt'));
  const jieba = Jieba.withDict(dictionary);
  release(dictionary);
  return (run) => jieba.cut(run, true);
}

/** Readings are kept, there are only some thousand. */
function createSounds(): Language['soundOf'] {
  const known = new Map<string, number>();
  let read: typeof import('pinyin-pro').pinyin | null = null;
  return (character) => {
    let sound = known.get(character);
    if (sound === undefined) {
      const { pinyin }: typeof import('pinyin-pro') = read === null ? load('pinyin-pro') : { pinyin: read };
      read = pinyin;
      const reading = pinyin(character, { toneType: 'none' });
      sound = featureHash(reading, 0, reading.length, 4);
      known.set(character, sound);
    }
    return sound;
  };
}

/** Porter's English stems, remembered for the words met so far (at most 50,000). */
function createStemmer(): (word: string) => string {
  const stemmer = newStemmer('english');
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const stemmed = word.length > 40 ? word : stemmer.stem(word);
    if (known.size > 50_000) known.clear();
    known.set(word, stemmed);
    return stemmed;
  };
}
