import { estimateMood, type MoodEstimate } from './estimate-mood.ts';
import { readingOf } from './features.ts';
import { CALM_MOOD, type Mood, type MoodLevel, nextMood, rank, thresholdsFor } from './mood.ts';
import { factLogits, type Pressure, pressuresOf, reliefOf, wordsAlone } from './pressures.ts';
import { type Reason, type ReasonCode, reasonOfFamily } from './reason.ts';
import { SHIPPED_WEIGHTS } from './shipped-weights.ts';
import type { Signals } from './signals.ts';
import type { Weights } from './weights.ts';

/** The decision on one customer message. Plain JSON; store it with the signals. */
export interface Assessment {
  /** How displeased the customer seems, 0..1. */
  score: number;
  level: MoodLevel;
  /** The strongest first. */
  reasons: readonly Reason[];
  /** `now`: bring a person in at once. `offer`: ask whether they want one. */
  handOff: 'now' | 'offer' | 'none';
  /**
   * Offer the fast lane (加急理赔) beside the person: damage, delay or safety, said with displeasure, or a refund that
   * somebody asks for who is frustrated.
   */
  fastLane: boolean;
  /** Hand this in with the next message. */
  mood: Mood;
}

/** The fitted part's share of the scale; above it only explicit signs reach. */
const FITTED_SHARE = 0.9;
const MAX_REASONS = 6;
const SMALLEST_WEIGHT = 0.02;
/** Customer messages after a return in which only what cannot wait brings a person back. */
const RETURN_COOL_DOWN = 3;
/** An offer is not repeated within so many customer messages, unless the mood gets worse. */
const OFFER_COOL_DOWN = 3;

/** These cannot wait, whatever the score and even right after a return. */
const AT_ONCE: ReadonlySet<ReasonCode> = new Set(['asks_for_person', 'safety', 'threat_regulator', 'threat_legal']);
const OFFERED: ReadonlySet<ReasonCode> = new Set([
  'insult',
  'threat_chargeback',
  'threat_public',
  'threat_leave',
  'threat_complain',
]);
/** Something went wrong. To ask for a refund is also what people do to whom nothing happened. */
const MISHAP: ReadonlySet<ReasonCode> = new Set(['safety', 'damage', 'delay']);
const FAST_LANE: ReadonlySet<ReasonCode> = new Set([...MISHAP, 'refund']);
const FEELING: ReadonlySet<ReasonCode> = new Set(['insult', 'anger', 'threat_regulator', 'threat_legal', ...OFFERED]);

/** Judges one message by its signals and the mood before it. Pure: the same input gives the same decision. */
export function assess(signals: Signals, before: Mood = CALM_MOOD, weights: Weights = SHIPPED_WEIGHTS): Assessment {
  const relief = reliefOf(signals);
  const estimated = (reading = readingOf(signals)): MoodEstimate => {
    const estimate = estimateMood(signals, weights, reading);
    return { ...estimate, logit: estimate.logit + relief };
  };
  const estimate = estimated();
  const facts = factLogits(signals.facts);
  const logit = facts.reduce((sum, fact) => sum + fact.logit, estimate.logit);
  const alone = readingOf(signals) === 'in talk' ? wordsAlone(estimated('alone')) : null;
  const pressures = [...pressuresOf(signals), ...(alone ? [alone] : [])];
  const score = scoreOf(logit, pressures);
  const thresholds = thresholdsFor(signals.facts.tier ?? 'standard');
  const { mood, worsening, lasting } = nextMood(before, score, thresholds);
  const codes = new Set(pressures.map(({ code }) => code));
  const handOff = handOffOf(codes, mood, before, signals.facts.tier === 'vip');
  const feels = [...codes].some((code) => FEELING.has(code));
  const displeased = score >= thresholds.uneasy || feels;
  const upset = score >= thresholds.frustrated || feels;
  const reasons = [
    ...pressures.map((pressure) => reasonOfPressure(pressure, score, logit, pressures)),
    ...fittedReasons(estimate, score, logit, pressures),
    ...facts.map(({ code, logit: own }) => ({ code, weight: score - scoreOf(logit - own, pressures) })),
  ];
  return {
    score,
    level: mood.level,
    reasons: [
      ...strongest(joined(reasons)),
      ...(worsening ? [{ code: 'mood_worsening' as const, weight: 0 }] : []),
      ...(lasting ? [{ code: 'mood_lasting' as const, weight: 0 }] : []),
    ],
    handOff,
    fastLane: [...codes].some((code) => (MISHAP.has(code) ? displeased : FAST_LANE.has(code) && upset)),
    mood: handOff === 'none' ? mood : { ...mood, sinceOffer: 0 },
  };
}

/** The fitted probability and the explicit signs, as if each were an independent cause. */
function scoreOf(logit: number, pressures: readonly Pressure[]): number {
  // Two insults or more speak for themselves: then the fitted part may not make a difference either way.
  const shouting = pressures.some(({ code, strength }) => code === 'insult' && strength > 0.95);
  const fitted = shouting ? 1 : 1 / (1 + Math.exp(-logit));
  const calm = pressures.reduce((left, { strength }) => left * (1 - strength), 1 - FITTED_SHARE * fitted);
  return Math.min(1, Math.max(0, 1 - calm));
}

function handOffOf(codes: ReadonlySet<ReasonCode>, mood: Mood, before: Mood, vip: boolean): Assessment['handOff'] {
  if ([...codes].some((code) => AT_ONCE.has(code))) return 'now';
  if (mood.sinceReturn !== null && mood.sinceReturn <= RETURN_COOL_DOWN) return 'none';
  const worse = rank(mood.level) > rank(before.level);
  if (mood.level === 'angry' && worse) return 'now';
  const wanted = rank(mood.level) >= rank('frustrated') || [...codes].some((code) => OFFERED.has(code));
  if (!wanted) return 'none';
  if (vip && worse) return 'now';
  const offeredLately = mood.sinceOffer !== null && mood.sinceOffer <= OFFER_COOL_DOWN;
  return offeredLately && !worse ? 'none' : 'offer';
}

function reasonOfPressure(own: Pressure, score: number, logit: number, pressures: readonly Pressure[]): Reason {
  const others = pressures.filter((pressure) => pressure !== own);
  const weight = Math.max(0, score - scoreOf(logit, others));
  return { code: own.code, weight, ...(own.words ? { words: own.words } : {}) };
}

/** The families of fitted evidence that raised the score, joined by code. */
function fittedReasons(estimate: MoodEstimate, score: number, logit: number, pressures: readonly Pressure[]): Reason[] {
  const perCode = new Map<ReasonCode, number>();
  for (const [family, weight] of estimate.families) {
    const code = reasonOfFamily(family);
    if (code === null) continue;
    perCode.set(code, (perCode.get(code) ?? 0) + weight);
  }
  return [...perCode].map(([code, weight]) => ({
    code,
    weight: score - scoreOf(logit - weight, pressures),
    ...(code === 'negative_words' && estimate.phrases.length > 0
      ? { words: estimate.phrases.map(({ text }) => text) }
      : {}),
  }));
}

/** One reason per code: the words read alone and in the talk are told once, with the larger weight. */
function joined(reasons: readonly Reason[]): Reason[] {
  const perCode = new Map<ReasonCode, Reason>();
  for (const reason of reasons) {
    const known = perCode.get(reason.code);
    if (!known || known.weight < reason.weight) perCode.set(reason.code, reason);
  }
  return [...perCode.values()];
}

/** Explicit signs are always told, fitted ones when they weigh something. */
function strongest(reasons: readonly Reason[]): Reason[] {
  return reasons
    .filter(({ code, weight }) => weight >= SMALLEST_WEIGHT || AT_ONCE.has(code) || FAST_LANE.has(code))
    .sort((a, b) => Number(AT_ONCE.has(b.code)) - Number(AT_ONCE.has(a.code)) || b.weight - a.weight)
    .slice(0, MAX_REASONS)
    .map((reason) => ({ ...reason, weight: Math.round(Math.max(0, reason.weight) * 1000) / 1000 }));
}
