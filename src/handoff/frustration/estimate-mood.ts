import type { FeatureFamily } from './feature-family.ts';
import { readingOf, visitFeatures } from './features.ts';
import type { Signals } from './signals.ts';
import type { Weights } from './weights.ts';

/** What the fitted model says of a turn, and what weighed. All weights are log-odds. */
export interface MoodEstimate {
  logit: number;
  /** The customer's clauses that raised it most, strongest first, at most three. */
  phrases: readonly { text: string; weight: number }[];
  families: ReadonlyMap<FeatureFamily, number>;
}

const MAX_PHRASES = 3;
/** A phrase that is shown weighs at least this much, of neighbours that weigh at least the second value. */
const PHRASE_WEIGHT = 0.15;
const TOKEN_WEIGHT = 0.02;
/** Tokens (characters in Chinese, words in English) that are shown on each side of what weighs. */
const CLAUSE_MARGIN = 10;

/** Adds up the weights of a turn's features. Costs well under a millisecond for a chat message. */
export function estimateMood(signals: Signals, weights: Weights, reading = readingOf(signals)): MoodEstimate {
  let logit = weights.bias;
  const families = new Map<FeatureFamily, number>();
  const perToken: number[] = [];
  const tokens = visitFeatures(signals, reading, (name, value, family, from, to) => {
    const weight = weights.of(name) * value;
    if (weight === 0) return;
    logit += weight;
    families.set(family, (families.get(family) ?? 0) + weight);
    for (let at = from; at < to; at += 1) perToken[at] = (perToken[at] ?? 0) + weight / (to - from);
  });
  return { logit, families, phrases: phrasesOf(tokens, perToken, signals.language === 'zh' ? '' : ' ') };
}

/**
 * Where neighbouring tokens raise the score, the clause around them: what weighs begins and ends inside of words and says
 * nothing by itself ("的餐"), the clause is what the customer said ("订的餐还没送").
 */
function phrasesOf(tokens: readonly string[], perToken: readonly number[], join: string): MoodEstimate['phrases'] {
  const quoted: { text: string; weight: number }[] = [];
  let clause = 0;
  let strongest = { from: 0, to: 0, weight: 0 };
  let run = { from: 0, to: 0, weight: 0 };
  for (let at = 0; at <= tokens.length; at += 1) {
    const ends = isBreak(tokens[at]);
    const own = ends ? 0 : (perToken[at] ?? 0);
    if (own > TOKEN_WEIGHT) run = { ...run, to: at + 1, weight: run.weight + own };
    else {
      if (run.weight > strongest.weight) strongest = run;
      run = { from: at + 1, to: at + 1, weight: 0 };
    }
    if (!ends) continue;
    const text = windowOf(tokens.slice(clause, at), strongest.from - clause, strongest.to - clause, join);
    if (strongest.weight >= PHRASE_WEIGHT && /\p{L}/u.test(text)) quoted.push({ text, weight: strongest.weight });
    clause = at + 1;
    strongest = run;
  }
  return quoted.sort((a, b) => b.weight - a.weight).slice(0, MAX_PHRASES);
}

/** A clause around what weighs in it; what is left out of a long one is marked. */
function windowOf(clause: readonly string[], from: number, to: number, join: string): string {
  const start = Math.max(0, from - CLAUSE_MARGIN);
  const end = Math.min(clause.length, to + CLAUSE_MARGIN);
  const text = clause.slice(start, end).join(join).replace(/_/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${text}${end < clause.length ? '…' : ''}`;
}

function isBreak(token: string | undefined): boolean {
  return token === undefined || /^[,.;:!?，。；：！？、…~]/.test(token);
}
