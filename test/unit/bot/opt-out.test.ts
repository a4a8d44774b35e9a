import { describe, expect, test } from 'vitest';
import { subscriptionWord } from '../../../src/bot/turn/opt-out.ts';

describe('stop words', () => {
  test.each([
    '退订',
    '退订。',
    ' TD ',
    'td',
    'ＴＤ',
    '退订回T',
    '退订回复T',
    '取消订阅',
    'STOP',
    'stop!',
    'Unsubscribe',
    'opt out',
  ])('“%s” stops', (text) => expect(subscriptionWord(text, false)).toBe('stop'));

  test.each([
    '退订后还能恢复吗',
    '怎么退订',
    'stop by the store',
    'where is the bus stop?',
    'please stop the delivery',
    'TD-100 洗衣机',
    '退',
  ])('“%s” is about something else', (text) => expect(subscriptionWord(text, false)).toBe(null));

  test('they stop messages in the middle of a guided dialogue, too', () => {
    expect(subscriptionWord('stop', true)).toBe('stop');
    expect(subscriptionWord('退订', true)).toBe('stop');
    expect(subscriptionWord('TD', true)).toBe('stop');
  });

  test('the way back is one word', () => {
    expect(subscriptionWord('订阅', false)).toBe('again');
    expect(subscriptionWord('subscribe', false)).toBe('again');
    expect(subscriptionWord('订阅', true)).toBe(null);
  });
});
