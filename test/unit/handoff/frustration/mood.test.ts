import { describe, expect, it } from 'vitest';
import { CALM_MOOD, nextMood, returnedMood, thresholdsFor } from '../../../../src/handoff/frustration/mood.ts';
import type { Mood } from '../../../../src/handoff/index.ts';
import { decisionOn, decisionsOn } from './say.ts';

const STANDARD = thresholdsFor('standard');

function levelsAfter(...scores: number[]): string[] {
  let mood: Mood = CALM_MOOD;
  return scores.map((score) => {
    mood = nextMood(mood, score, STANDARD).mood;
    return mood.level;
  });
}

describe('the mood of a conversation', () => {
  it('rises at once', () => {
    expect(levelsAfter(0.1, 0.9)).toEqual(['calm', 'angry']);
  });

  it('does not fall for a score just below the threshold', () => {
    expect(levelsAfter(0.7, 0.6, 0.6)).toEqual(['frustrated', 'frustrated', 'frustrated']);
  });

  it('falls from angry only after two clearly calmer messages, one level at a time', () => {
    expect(levelsAfter(0.9, 0.1, 0.1, 0.1, 0.1)).toEqual(['angry', 'angry', 'frustrated', 'uneasy', 'calm']);
  });

  it('counts the calmer messages anew after a relapse', () => {
    expect(levelsAfter(0.9, 0.1, 0.9, 0.1)).toEqual(['angry', 'angry', 'angry', 'angry']);
  });

  it('lets unease pass as it came', () => {
    expect(levelsAfter(0.5, 0.1)).toEqual(['uneasy', 'calm']);
  });

  it('becomes frustrated when unease lasts, although no single message says so', () => {
    expect(levelsAfter(...Array(8).fill(0.63))).toContain('frustrated');
    expect(levelsAfter(0.63, 0.1, 0.63, 0.1, 0.63)).not.toContain('frustrated');
  });

  it('has earlier thresholds for better customers', () => {
    for (const [lower, higher] of [
      ['vip', 'gold'],
      ['gold', 'silver'],
      ['silver', 'standard'],
    ] as const) {
      expect(thresholdsFor(lower).frustrated).toBeLessThan(thresholdsFor(higher).frustrated);
    }
  });
});

describe('a conversation given back to the bot', () => {
  const angry = '太过分了,东西是坏的,没人管';

  it('does not bounce back for three messages, whatever the mood', () => {
    const lines = [`U ${angry}`, `U ${angry}!`, `U ${angry}!!`, `U ${angry}!!!`];
    const decisions = decisionsOn(lines, 'zh-CN', returnedMood());
    expect(decisions.slice(0, 3).map(({ handOff }) => handOff)).toEqual(['none', 'none', 'none']);
    expect(decisions[3]?.handOff).not.toBe('none');
  });

  it('still brings a person in at once who is asked for, or when somebody is hurt', () => {
    expect(decisionOn('转人工', undefined, returnedMood()).handOff).toBe('now');
    expect(decisionOn('I got an electric shock from the lamp', undefined, returnedMood()).handOff).toBe('now');
  });
});

describe('an offer of a person', () => {
  const offered: Mood = { ...CALM_MOOD, level: 'frustrated', trend: 0.6, sinceOffer: 0 };

  it('is not repeated with the next message', () => {
    expect(decisionOn('我要投诉', undefined, { ...offered, sinceOffer: null }).handOff).toBe('offer');
    expect(decisionOn('我要投诉', undefined, offered).handOff).toBe('none');
    expect(decisionOn('我要投诉', undefined, { ...offered, sinceOffer: 3 }).handOff).toBe('offer');
  });

  it('becomes a person at once when the mood gets worse', () => {
    expect(decisionOn('你们都是骗子,垃圾公司,气死我了', undefined, offered).handOff).toBe('now');
  });
});
