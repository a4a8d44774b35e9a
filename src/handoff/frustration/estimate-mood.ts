import type { FeatureFamily } from './feature-family.ts';
import { readingOf, visitFeatures } from './features.ts';
import type { Signals } from './signals.ts';
import type { Weights } from './weights.ts';

/** What the fitted model says of a turn, and what weighed. All weights are log-odds. */
export interface MoodEstimate {
  logit: number;
  /** The customer's words that raised it most, strongest first, at most three. */
  phrases: readonly { text: string; weight: number }[];
  families: ReadonlyMap<FeatureFamily, number>;
}

const MAX_PHRASES = 3;
/** A phrase that is shown weighs at least this much, and takes in neighbours down to the second value. */
const PHRASE_WEIGHT = 0.15;
const TOKEN_WEIGHT = 0.02;
const MAX_PHRASE_TOKENS = 10;

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

/** Joins neighbouring tokens that raise the score into phrases a person can read. */
function phrasesOf(tokens: readonly string[], perToken: readonly number[], join: string): MoodEstimate['phrases'] {
  const phrases: { text: string; weight: number }[] = [];
  let run: string[] = [];
  let weight = 0;
  for (let at = 0; at <= tokens.length; at += 1) {
    const token = tokens[at];
    const own = perToken[at] ?? 0;
    if (token !== undefined && own > TOKEN_WEIGHT && run.length < MAX_PHRASE_TOKENS) {
      run.push(token);
      weight += own;
      continue;
    }
    const text = run
      .join(join)
      .replace(/_/g, ' ')
      .replace(/^[\s,.;:，。；：、]+|[\s,;:，；：、]+$/g, '');
    if (weight >= PHRASE_WEIGHT && /[\p{L}?!]/u.test(text)) phrases.push({ text, weight });
    run = [];
    weight = 0;
  }
  return phrases.sort((a, b) => b.weight - a.weight).slice(0, MAX_PHRASES);
}
