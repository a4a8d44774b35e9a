import { describe, expect, it } from 'vitest';
import { codesOf, decisionOn } from './say.ts';

describe('somebody to come to the house', () => {
  it.each([
    '能不能派个人来看看',
    '洗衣机坏了，派个师傅上门看看',
    '请师傅上门修',
    'can you send someone to look at it',
    'send someone round to fix my washing machine',
    'could someone come and have a look',
    'send a technician please',
  ])('is no request for a colleague (%s)', (text) => {
    expect(codesOf(decisionOn(text))).not.toContain('asks_for_person');
  });

  it.each(['派个人来看看我的订单', '派个人来跟我说', '派人处理', 'get someone to look at my refund'])(
    'and a colleague who is to look at papers, or to talk, is one (%s)',
    (text) => {
      expect(decisionOn(text).handOff).toBe('now');
    },
  );
});
