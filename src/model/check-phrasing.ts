import type { Locale } from '../core/index.ts';
import { factsIn, inventedIn } from './facts.ts';
import { quantitiesIn } from './quantities.ts';

/** Accepted as it is, or refused with the reason: then the article goes out as it was written. */
export type Checked = { kind: 'ok' } | { kind: 'refused'; why: string };

export interface CheckOptions {
  source: string;
  text: string;
  locale: Locale;
  localeOf(text: string): Locale | null;
}

const NEGATIONS = /不|没|无|未|勿|禁止|拒|\b(?:not|no|never|none|neither|nor|without|cannot)\b|n['’]t\b/i;
const CONDITIONS =
  /如果|若|仅|只|须|必须|需|除|前提|否则|但|\b(?:if|unless|only|except|excluding|must|provided|but|however|otherwise|require[sd]?|until|before)\b/i;
const HAN = /\p{Script=Han}/u;
const HAN_NUMBER = /^[零〇一二两三四五六七八九十百千万半]$/;
/** Of the words of a shortened sentence, so many have to stand in one place of the article. */
const OWN_WORDS = 0.7;
/** A shortened answer is clearly shorter; a translation has between a fifth and five times the characters. */
const SHORTER = 0.85;
const TRANSLATION = { least: 0.2, most: 5 };

const COMMON = new Set(
  'a an the of to in on at by for and or is are be been was were it its this that these those with as from you your we our us i my me they them their there then so also just please can may will have has had do does'.split(
    ' ',
  ),
);

/** A shortened answer consists of the article's own words and sentences, with their conditions and their "not", and nothing else. */
export function checkShortened({ source, text, locale, localeOf }: CheckOptions): Checked {
  const fault = commonFault({ source, text, locale, localeOf });
  if (fault !== null) return refused(fault);
  if (text.length > source.length * SHORTER) return refused('it is not shorter');
  const own = signsOf(source);
  // Numbers in words were compared as numbers.
  const foreign = [...signsOf(text)].find(
    (sign) => !own.has(sign) && quantitiesIn(sign).length === 0 && !HAN_NUMBER.test(sign),
  );
  if (foreign !== undefined) return refused('a word that is not the article’s');
  const places = placesOf(source);
  for (const sentence of sentencesOf(text)) {
    const words = wordsOf(sentence);
    if (words.size === 0) continue;
    const best = places
      .map((place) => ({ place, share: shareIn(words, place.words) }))
      .sort((one, other) => other.share - one.share || one.place.text.length - other.place.text.length)[0];
    if (best === undefined || best.share < OWN_WORDS) return refused('a sentence that is not the article’s');
    if (NEGATIONS.test(sentence) !== NEGATIONS.test(best.place.text)) return refused('a "not" was lost or added');
    if (CONDITIONS.test(best.place.text) && !CONDITIONS.test(sentence)) return refused('a condition was lost');
  }
  return { kind: 'ok' };
}

/** A translation has all the numbers and names of the article and no others, and denies where the article does. */
export function checkTranslated({ source, text, locale, localeOf }: CheckOptions): Checked {
  const fault = commonFault({ source, text, locale, localeOf });
  if (fault !== null) return refused(fault);
  const ratio = text.length / Math.max(1, source.length);
  if (ratio < TRANSLATION.least || ratio > TRANSLATION.most) return refused('its length does not fit');
  if (NEGATIONS.test(source) !== NEGATIONS.test(text)) return refused('a "not" was lost or added');
  const [known, said] = [factsIn(source), factsIn(text)];
  const lost = known.quantities.some(({ value }) => !said.quantities.some((other) => other.value === value));
  if (lost) return refused('a number was lost');
  return [...known.names].every((name) => said.names.has(name)) ? { kind: 'ok' } : refused('a name was lost');
}

function commonFault({ source, text, locale, localeOf }: CheckOptions): string | null {
  if (text === '') return 'it is empty';
  if (/<\/?[a-z!]|!\[|^\s*[[{]/i.test(text)) return 'it has markup that is not text';
  if (localeOf(text) !== locale) return 'it is in another language';
  const invented = inventedIn(text, source);
  return invented === null ? null : `${invented} is not in the article`;
}

interface Place {
  text: string;
  words: ReadonlySet<string>;
}

/** Each sentence, and each with the one after it: a shortened sentence may join two. */
function placesOf(source: string): Place[] {
  const sentences = sentencesOf(source);
  return sentences.flatMap((text, index) => {
    const next = sentences[index + 1];
    const both = next === undefined ? [] : [`${text} ${next}`];
    return [text, ...both].map((place) => ({ text: place, words: wordsOf(place) }));
  });
}

function sentencesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  return text
    .split('\n')
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Every English word but the common ones, and every Chinese sign. */
function signsOf(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  return new Set(
    [...(plain.match(/[\p{L}\d]+|\p{Script=Han}/gu) ?? [])].flatMap((run) =>
      HAN.test(run) ? [...run] : COMMON.has(run) ? [] : [run],
    ),
  );
}

/** English words without the common ones; of Chinese every two signs that stand together. */
function wordsOf(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  const english = (plain.match(/[a-z\d]+/g) ?? []).filter((word) => !COMMON.has(word));
  const chinese = (plain.match(/\p{Script=Han}+/gu) ?? []).flatMap((run) =>
    run.length === 1 ? [run] : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );
  return new Set([...english, ...chinese]);
}

function shareIn(words: ReadonlySet<string>, place: ReadonlySet<string>): number {
  return [...words].filter((word) => place.has(word)).length / words.size;
}

function refused(why: string): Checked {
  return { kind: 'refused', why };
}
