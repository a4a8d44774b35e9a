import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { pinyin } from 'pinyin-pro';
import { newStemmer } from 'snowball-stemmers';
import { featureHash, pairHash } from './feature-hash.ts';
import { identifiersOf } from './identifiers.ts';
import { normalise } from './normalise.ts';

/** The ways in which a text is looked at. Each is a bag of hashed features; a feature may repeat. */
export const VIEWS = ['word', 'pair', 'gram', 'sound'] as const;
export type View = (typeof VIEWS)[number];

export interface Analysis {
  /** Latin stems, numbers and segmented Chinese words, in order. */
  words: readonly string[];
  identifiers: readonly string[];
  views: Readonly<Record<View, Int32Array>>;
}

export type Analyse = (text: string) => Analysis;

/** Makes the function that takes a text apart. Costs about 250 ms and 40 MB for the dictionary of Chinese words. */
export function createAnalyser(): Analyse {
  const jieba = Jieba.withDict(dict);
  const stem = createStemmer();
  const soundOf = createSounds();

  return (text) => {
    const plain = normalise(text);
    const words: string[] = [];
    const gram: number[] = [];
    const sound: number[] = [];
    for (const match of plain.matchAll(RUN)) {
      const run = match[0];
      if (HAN.test(run)) {
        words.push(...jieba.cut(run, true));
        hanGrams(run, gram);
        soundGrams(run, soundOf, sound);
      } else {
        words.push(stem(run));
        latinGrams(run, gram);
      }
    }
    const word = words.map((each) => featureHash(each, 0, each.length, 1));
    const pair = word.map((each, i) => pairHash(word[i - 1] ?? 0, each));
    if (word.length > 0) pair.push(pairHash(word.at(-1) ?? 0, 0));
    return {
      words,
      identifiers: identifiersOf(plain),
      views: {
        word: Int32Array.from(word),
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

/** The toneless reading of one character as a feature; readings are kept, there are only some thousand. */
function createSounds(): (character: string) => number {
  const known = new Map<string, number>();
  return (character) => {
    let sound = known.get(character);
    if (sound === undefined) {
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
