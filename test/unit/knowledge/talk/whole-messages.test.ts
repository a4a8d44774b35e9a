import { describe, expect, it } from 'vitest';
import { isVague, refuses } from '../../../../src/knowledge/index.ts';
import { QUESTIONS } from '../../../fixtures/knowledge/small-talk.ts';

describe('a message that refuses', () => {
  it.each([
    '不是这个',
    '都不是！',
    '我问的不是这个啊',
    '答非所问',
    '你没听懂我的意思',
    'No, not that.',
    'that’s not what I asked',
    'none of these',
    'you didn’t get my question',
    '👎',
  ])('is %s', (text) => {
    expect(refuses(text)).toBe(true);
  });

  it.each([
    '不是这个颜色',
    '不是这个月的发票',
    '我不是会员',
    'not that expensive?',
    'this is the wrong item',
    'no',
    '👍',
  ])('is not %s', (text) => {
    expect(refuses(text)).toBe(false);
  });
});

describe('a message that names nothing', () => {
  it.each([
    '？',
    '...',
    '🚚❓',
    '1',
    '坏了',
    '有问题',
    '帮帮我！',
    '怎么弄啊',
    'help me pls',
    'it doesn’t work',
    'I have a problem',
  ])('is %s', (text) => {
    expect(isVague(text)).toBe(true);
  });

  it.each(['冰箱坏了', '优惠券用不了', '怎么退', '5678', 'E4', 'my fridge is broken', 'help me return this'])(
    'is not %s',
    (text) => {
      expect(isVague(text)).toBe(false);
    },
  );

  it('leaves questions alone, but for the two that name no thing', () => {
    expect(QUESTIONS.filter((text) => isVague(text) || refuses(text))).toEqual(['坏了', '不能用', 'not working']);
  });
});
