import { describe, expect, it } from 'vitest';
import type { Locale } from '../../../../src/core/index.ts';
import { assess, MOOD_LEVELS, type MoodLevel, readTalk } from '../../../../src/handoff/index.ts';
import talks from '../../../fixtures/frustration/talks.json' with { type: 'json' };
import { codesOf, decisionOn, decisionsOn } from './say.ts';

interface TalkFixture {
  name: string;
  locale: Locale;
  turns: string[];
  worst?: MoodLevel;
  reaches?: MoodLevel;
  fastLane?: boolean;
}

const rankOf = (level: MoodLevel | undefined) => MOOD_LEVELS.indexOf(level ?? 'calm');

const fixtures = talks as TalkFixture[];

describe.each(fixtures.filter(({ worst }) => worst !== undefined))('$locale: $name', ({ turns, locale, worst }) => {
  it('never gets worse than it is, and nobody is bothered with a person', () => {
    for (const { level, handOff } of decisionsOn(turns, locale)) {
      expect(rankOf(level)).toBeLessThanOrEqual(rankOf(worst));
      expect(handOff).toBe('none');
    }
  });
});

describe.each(fixtures.filter(({ reaches }) => reaches !== undefined))(
  '$locale: $name',
  ({ turns, locale, reaches }) => {
    it('is seen for what it is, and a person is brought in or offered', () => {
      const decisions = decisionsOn(turns, locale);
      expect(rankOf(decisions.at(-1)?.level)).toBeGreaterThanOrEqual(rankOf(reaches));
      expect(decisions.map(({ handOff }) => handOff)).not.toEqual(decisions.map(() => 'none'));
    });
  },
);

describe.each(fixtures.filter(({ fastLane }) => fastLane !== undefined))(
  '$locale: $name',
  ({ turns, locale, fastLane }) => {
    it('is offered the fast lane', () => {
      expect(decisionsOn(turns, locale).at(-1)?.fastLane).toBe(fastLane);
    });
  },
);

describe('assess', () => {
  it.each([
    ['我昨天订的餐还没送，太差劲了，等了一个多小时', '，'],
    ['my desk came broken, this is the worst service ever, i am furious', ', '],
  ])('quotes the clauses that weighed, never pieces of them: %s', (text, comma) => {
    const said = decisionOn(text).reasons.find(({ code }) => code === 'negative_words')?.words ?? [];
    expect(said.length).toBeGreaterThan(0);
    expect(text.split(comma)).toEqual(expect.arrayContaining([...said]));
  });

  it('tells which words weighed, and that a question was asked before', () => {
    const angry = decisionOn('质量太差了,用了两天就坏了,再也不会买了');
    expect(angry.reasons.find(({ code }) => code === 'negative_words')?.words?.join('')).toMatch(/差|坏/);
    const repeated = decisionsOn(
      ['U 我的柜子到底发货了吗', 'A 请问您需要什么帮助?', 'U 我说了,我的柜子到底发货了吗'],
      'zh-CN',
    );
    expect(codesOf(repeated[1] ?? decisionOn(''))).toContain('already_said');
  });

  it('says when the customer got the same answer again', () => {
    const [, , third] = decisionsOn(
      ['U 灯不亮', 'A 请检查电源是否打开。', 'U 电源开着', 'A 请检查电源是否打开。', 'U 那还是不亮啊'],
      'zh-CN',
    );
    expect(third && codesOf(third)).toContain('same_answer_again');
  });

  it.each([
    [{ botMisses: 2 }, 'bot_misses'],
    [{ thumbsDown: 1 }, 'thumbs_down'],
    [{ waitedMs: 20 * 60_000 }, 'waited'],
    [{ orderLateDays: 3 }, 'order_late'],
    [{ openComplaint: true }, 'open_complaint'],
  ])('counts %o as a reason', (facts, code) => {
    const bare = decisionOn('怎么还没人回我');
    const known = decisionOn('怎么还没人回我', facts);
    expect(known.score).toBeGreaterThan(bare.score);
    expect(codesOf(known)).toContain(code);
  });

  it('notices a good customer earlier', () => {
    const text = '等了好几天了,有点失望';
    const { score } = decisionOn(text);
    const atScore = (tier: 'standard' | 'vip') => rankOf(decisionOn(text, { tier }).level);
    expect(score).toBe(decisionOn(text, { tier: 'vip' }).score);
    expect(atScore('vip')).toBeGreaterThanOrEqual(atScore('standard'));
  });

  it('offers the fast lane only with displeasure', () => {
    expect(decisionOn('退款一般几天到账').fastLane).toBe(false);
    expect(decisionOn('How long does a refund take?').fastLane).toBe(false);
    // In the course of a talk, too: whoever asks how to return something has had no mishap that we know of.
    expect(decisionsOn(['U 运费多少钱？', 'A 满 99 元免运费。', 'U 怎么申请退货？'], 'zh-CN').at(-1)?.fastLane).toBe(
      false,
    );
    expect(decisionOn('退款拖了半个月,太过分了').fastLane).toBe(true);
  });

  it('gives the same decision for the same signals, also after a trip through JSON', () => {
    const signals = readTalk({ turns: [{ role: 'user', text: '东西坏了,没人管,气死了!!' }] });
    const decision = assess(signals);
    expect(assess(structuredClone(signals))).toEqual(decision);
    expect(assess(JSON.parse(JSON.stringify(signals)))).toEqual(decision);
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
  });

  it.each([
    '',
    ' ',
    '\u0000',
    '\ud800',
    '😡😡😡',
    '？？？',
    '[数字x]',
    '\u202e\u200b',
    'ﷺ',
    '٣',
    'a'.repeat(20_000),
    '啊'.repeat(20_000),
  ])('takes weird text %#', (text) => {
    const { score } = decisionOn(text);
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(1);
  });
});
