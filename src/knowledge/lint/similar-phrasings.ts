import type { Entry } from '../articles/article.ts';
import type { LintFinding } from './finding.ts';

interface Phrasing {
  entry: Entry;
  text: string;
  isQuestion: boolean;
  /** The text without case, spaces and punctuation that do not matter. */
  plain: string;
  /** Its numbers and models. Who asks for another one asks something else: "warranty of the X100", "of the X200". */
  numbers: string;
  grams: ReadonlySet<string>;
}

/**
 * Phrasings whose letters agree this much (Dice over pairs of letters) differ by a particle or a typo. Lower, and
 * "Can I return it" meets "Can I extend it". Two
 * questions this near whose answers name different numbers contradict each other.
 */
const NEAR = 0.88;
/** Pairs of letters that more phrasings than this have tell nothing and would make every pair be compared. */
const COMMON = 400;

/** Pairs of entries of one language that are asked in the same or nearly the same words; one finding per pair. */
export function similarPhrasings(entries: readonly Entry[]): LintFinding[] {
  const phrasings = entries.flatMap(phrasingsOf);
  const byGram = new Map<string, number[]>();
  for (const [index, phrasing] of phrasings.entries()) {
    for (const gram of phrasing.grams) {
      const key = `${phrasing.entry.locale} ${gram}`;
      const list = byGram.get(key);
      if (list === undefined) byGram.set(key, [index]);
      else list.push(index);
    }
  }
  const worst = new Map<string, { finding: LintFinding; weight: number }>();
  for (const [index, phrasing] of phrasings.entries()) {
    for (const other of candidates(phrasings, phrasing, index, byGram)) {
      const finding = compare(phrasing, other);
      if (finding === null) continue;
      const pair = `${phrasing.entry.id} ${other.entry.id}`;
      const weight = WEIGHT[finding.rule] ?? 0;
      if (weight > (worst.get(pair)?.weight ?? 0)) worst.set(pair, { finding, weight });
    }
  }
  return [...worst.values()].map(({ finding }) => finding);
}

const WEIGHT: Partial<Record<LintFinding['rule'], number>> = { contradiction: 3, duplicate: 2, 'near-identical': 1 };

function phrasingsOf(entry: Entry): Phrasing[] {
  return [entry.question, ...entry.alternatives].map((text, index) => {
    const plain = text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}]+/gu, ' ')
      .trim();
    const numbers = (plain.match(/[a-z]*\d[a-z0-9]*/g) ?? []).join(' ');
    return { entry, text, isQuestion: index === 0, plain, numbers, grams: gramsOf(plain) };
  });
}

function gramsOf(plain: string): Set<string> {
  const letters = [...` ${plain} `];
  const grams = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at += 1) grams.add(`${letters[at]}${letters[at + 1]}`);
  return grams;
}

function candidates(
  phrasings: readonly Phrasing[],
  phrasing: Phrasing,
  index: number,
  byGram: ReadonlyMap<string, number[]>,
): Set<Phrasing> {
  const found = new Set<Phrasing>();
  for (const gram of phrasing.grams) {
    const list = byGram.get(`${phrasing.entry.locale} ${gram}`) ?? [];
    if (list.length > COMMON) continue;
    for (const at of list) {
      const other = phrasings[at];
      if (at > index && other !== undefined && other.entry !== phrasing.entry) found.add(other);
    }
  }
  return found;
}

function compare(a: Phrasing, b: Phrasing): LintFinding | null {
  if (a.numbers !== b.numbers) return null;
  const likeness = dice(a.grams, b.grams);
  const where = `${a.entry.path}:${a.entry.line}`;
  const finding = (rule: LintFinding['rule'], severity: LintFinding['severity'], message: string): LintFinding => ({
    rule,
    severity,
    path: b.entry.path,
    line: b.entry.line,
    message,
  });
  if (a.isQuestion && b.isQuestion && likeness >= NEAR && disagree(a.entry, b.entry)) {
    return finding(
      'contradiction',
      'error',
      `"${b.text}" and "${a.text}" (${where}) are asked alike and answered with different numbers. Keep one.`,
    );
  }
  if (a.plain === b.plain) {
    const severity = sameAudience(a.entry, b.entry) ? 'error' : 'warning';
    return finding('duplicate', severity, `"${b.text}" is also a way to ask ${where}. Keep it where it belongs.`);
  }
  if (likeness < NEAR) return null;
  return finding(
    'near-identical',
    'warning',
    `"${b.text}" is nearly "${a.text}" (${where}). Customers will get the one or the other.`,
  );
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}

/** Both name numbers, and not the same ones. Entries that are never seen by the same customer may differ. */
function disagree(a: Entry, b: Entry): boolean {
  if (!sameAudience(a, b)) return false;
  const numbers = (entry: Entry) => new Set(entry.text.match(/\d+(?:[.,]\d+)*/g) ?? []);
  const [first, second] = [numbers(a), numbers(b)];
  if (first.size === 0 || second.size === 0) return false;
  return [...first].some((number) => !second.has(number)) || [...second].some((number) => !first.has(number));
}

function sameAudience(a: Entry, b: Entry): boolean {
  const together = (from: string | null, until: string | null) => from === null || until === null || from <= until;
  if (!together(a.validFrom, b.validUntil) || !together(b.validFrom, a.validUntil)) return false;
  return a.audience.length === 0 ? b.audience.length === 0 : a.audience.some((word) => b.audience.includes(word));
}
