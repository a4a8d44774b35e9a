import { hashText } from '../hash.ts';
import { type ClassedWord, classedWords } from './word-classes.ts';

/** The 32-bit names of what stands in a folded text; null when nothing in it could be a request for a person. */
export function requestFeatures(folded: string): ReadonlySet<number> | null {
  const words = classedWords(folded);
  if (!words.some(mayAsk) && !BROUGHT.test(folded)) return null;
  const names = new Set<number>();
  for (const text of patterns(words)) names.add(hashText(text, SEED));
  return names;
}

const SEED = 77;
/** "connect me" and "customer service" name nobody. */
const BROUGHT =
  /^(?:please |just |pls )*(?:connect|transfer|escalate|put me through)\b|\bcustomer (?:service|support|care)\b|\bsupport (?:team|staff)\b/;

function mayAsk(word: ClassedWord): boolean {
  // "我想问一下" opens any question; only English says "let me talk" without saying to whom.
  return word.class !== null && (word.chinese ? 'PMCB' : 'PMTCB').includes(word.class);
}

/**
 * Words, pairs of words, runs of two to four in which a word of a class counts as its class, and which class comes before
 * which. The classes let "hook me up with a colleague" profit from "put me through to an agent".
 */
function* patterns(words: readonly ClassedWord[]): Generator<string> {
  const texts = ['^', ...words.map(({ text }) => text), '$'];
  const classes = ['^', ...words.map(classOf), '$'];
  const mixed = ['^', ...words.map((word) => (word.class === null ? word.text : classOf(word))), '$'];
  for (const [at, text] of texts.entries()) {
    yield `w ${text}`;
    if (at + 1 < texts.length) yield `w ${text} ${texts[at + 1]}`;
    for (const size of [2, 3, 4]) {
      if (at + size > texts.length) break;
      if (size < 4) yield `m ${mixed.slice(at, at + size).join(' ')}`;
      yield `c ${classes.slice(at, at + size).join(' ')}`;
    }
    const wordClass = classes[at];
    if (wordClass === undefined || wordClass === OTHER) continue;
    yield `k ${wordClass}`;
    for (const later of new Set(classes.slice(at + 1))) if (later !== OTHER) yield `o ${wordClass} ${later}`;
  }
  yield `n ${Math.min(8, Math.ceil(texts.length / 2))}`;
}

const OTHER = '-';

function classOf(word: ClassedWord): string {
  return word.class === null ? OTHER : `${word.class}${word.chinese ? 'z' : ''}`;
}
