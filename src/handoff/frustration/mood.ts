import type { CustomerTier } from './talk.ts';

/** How the customer feels, in the order of rising need. */
export const MOOD_LEVELS = ['calm', 'uneasy', 'frustrated', 'angry'] as const;
export type MoodLevel = (typeof MOOD_LEVELS)[number];

/** From which score on a level holds. */
export type MoodThresholds = Record<Exclude<MoodLevel, 'calm'>, number>;

/** What is carried from one customer message to the next; stored with the conversation. */
export interface Mood {
  level: MoodLevel;
  /** Decayed mean of the scores so far. */
  trend: number;
  /** Messages in a row that were clearly below the level's threshold. */
  easing: number;
  /** Customer messages since a person gave the conversation back to the bot, or null. */
  sinceReturn: number | null;
  /** Customer messages since a person was last offered, or null. */
  sinceOffer: number | null;
}

export const CALM_MOOD: Mood = { level: 'calm', trend: 0, easing: 0, sinceReturn: null, sinceOffer: null };

/** Thresholds chosen on cross-validated scores (docs/models/frustration.md): see precision and recall there. */
const STANDARD: MoodThresholds = { uneasy: 0.45, frustrated: 0.65, angry: 0.85 };

/** A good customer is noticed earlier. A judgement, not a measurement. */
const EARLIER: Record<CustomerTier, number> = { standard: 0, silver: 0.02, gold: 0.05, vip: 0.08 };

const TREND_MEMORY = 0.6;
/** A level from `frustrated` on is left only when the score lies this far below its threshold … */
const EASED_BY = 0.1;
/** … in this many messages in a row; then one level down. Unease passes as it came. */
const EASED_TURNS: Record<MoodLevel, number> = { calm: 0, uneasy: 0, frustrated: 1, angry: 2 };

/** The mood of a conversation that a person has just given back to the bot: what lies before it is settled. */
export function returnedMood(): Mood {
  return { ...CALM_MOOD, sinceReturn: 0 };
}

export function thresholdsFor(tier: CustomerTier): MoodThresholds {
  const earlier = EARLIER[tier];
  return {
    uneasy: STANDARD.uneasy - earlier,
    frustrated: STANDARD.frustrated - earlier,
    angry: STANDARD.angry - earlier,
  };
}

/** The mood after one more message, and whether the trend alone lifted it or an earlier mood still holds. */
export function nextMood(
  before: Mood,
  score: number,
  thresholds: MoodThresholds,
): { mood: Mood; worsening: boolean; lasting: boolean } {
  const trend = TREND_MEMORY * before.trend + (1 - TREND_MEMORY) * score;
  const own = levelOf(score, thresholds);
  // Uneasy again and again is frustrated, even if no single message says so.
  const worsening = own === 'uneasy' && trend >= (thresholds.uneasy + thresholds.frustrated) / 2;
  const now: MoodLevel = worsening ? 'frustrated' : own;
  const { level, easing } = settle(before, now, score, thresholds);
  return {
    mood: {
      level,
      trend,
      easing,
      sinceReturn: before.sinceReturn === null ? null : before.sinceReturn + 1,
      sinceOffer: before.sinceOffer === null ? null : before.sinceOffer + 1,
    },
    worsening,
    lasting: rank(level) > rank(now),
  };
}

export function rank(level: MoodLevel): number {
  return MOOD_LEVELS.indexOf(level);
}

function levelOf(score: number, thresholds: MoodThresholds): MoodLevel {
  if (score >= thresholds.angry) return 'angry';
  if (score >= thresholds.frustrated) return 'frustrated';
  return score >= thresholds.uneasy ? 'uneasy' : 'calm';
}

/** Up at once, down by one step when the customer has clearly eased for long enough. */
function settle(
  before: Mood,
  now: MoodLevel,
  score: number,
  thresholds: MoodThresholds,
): Pick<Mood, 'level' | 'easing'> {
  if (rank(now) >= rank(before.level) || before.level === 'calm') return { level: now, easing: 0 };
  const needed = EASED_TURNS[before.level];
  const easing = score < thresholds[before.level] - EASED_BY ? before.easing + 1 : 0;
  if (needed > 0 && easing < needed) return { level: before.level, easing };
  const oneDown = MOOD_LEVELS[rank(before.level) - 1] ?? 'calm';
  return { level: rank(now) > rank(oneDown) ? now : oneDown, easing: 0 };
}
