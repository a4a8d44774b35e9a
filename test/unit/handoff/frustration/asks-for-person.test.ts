import { describe, expect, it } from 'vitest';
import examples from '../../../fixtures/frustration/asks-for-person.json' with { type: 'json' };
import { codesOf, decisionOn } from './say.ts';

describe.each(['zh', 'en'] as const)('a request for a person in %s', (language) => {
  it.each(examples[language].asks)('is heard in “%s” and wins at once', (text) => {
    const decision = decisionOn(text);
    expect(codesOf(decision)).toContain('asks_for_person');
    expect(decision.handOff).toBe('now');
  });

  it.each(examples[language].doesNotAsk)('is not heard in “%s”', (text) => {
    expect(codesOf(decisionOn(text))).not.toContain('asks_for_person');
  });
});

describe('a request for a person', () => {
  it('is heard in a long message that asks outright, not in a long story that mentions one', () => {
    const story =
      '上周五买的沙发送来以后发现颜色不对,联系客服,客服说可以换,等了三天没有人上门,又打了一次,说已经登记了,让我再等等,到今天还是没有任何消息,真的很影响心情';
    expect(codesOf(decisionOn(story))).not.toContain('asks_for_person');
    expect(codesOf(decisionOn(`${story}。请给我转人工`))).toContain('asks_for_person');
  });

  it('is heard in the other language of the conversation and in mixed sentences', () => {
    expect(codesOf(decisionOn('please 转人工'))).toContain('asks_for_person');
    expect(codesOf(decisionOn('我想 speak to a human'))).toContain('asks_for_person');
  });
});
