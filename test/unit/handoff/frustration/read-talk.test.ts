import { describe, expect, it } from 'vitest';
import { readTalk } from '../../../../src/handoff/index.ts';
import { turnsOf } from './say.ts';

const read = (...lines: string[]) => readTalk({ turns: turnsOf(lines) });

describe('the signals of a talk', () => {
  it('see a rephrased question and how often it came', () => {
    const { course } = read('U 我的沙发什么时候送到', 'A 请提供订单号。', 'U 沙发到底什么时候送到啊');
    expect(course.repeat).toBeGreaterThan(0.5);
    expect(course.repeats).toBe(1);
    expect(read('U 有发票吗', 'A 有的。', 'U 沙发掉色吗').course.repeats).toBe(0);
  });

  it('count messages that nobody answered and answers given twice', () => {
    expect(read('U 在吗', 'U 有人吗', 'U ???').course.unanswered).toBe(3);
    const { course } = read(
      'U where is it',
      'A Please wait a moment.',
      'U still waiting',
      'A Please wait a moment.',
      'U hello?',
    );
    expect(course.answerRepeat).toBe(1);
  });

  it('see how a message is written', () => {
    const { manner } = read('U WHERE is MY ORDER???!!');
    expect(manner).toMatchObject({ exclamations: 2, questionMarks: 3, pressed: true, shouted: 2 });
  });

  it('hold no number, link or order number of the customer, but the hotlines of authorities', () => {
    const signals = read('U 订单88231907 手机13912345678 见https://example.com/a?b=1 我打12315');
    expect(JSON.stringify(signals)).not.toMatch(/88231907|13912345678|example\.com/);
    expect(signals.hotlines).toBe('12315');
  });

  it('take the language from the message, then from the talk, then from the locale', () => {
    expect(read('U 我的订单').language).toBe('zh');
    expect(read('U where is my order').language).toBe('en');
    expect(read('U 我的订单呢', 'A 请稍等', 'U ok').language).toBe('zh');
    expect(readTalk({ turns: [{ role: 'user', text: '???' }], locale: 'en' }).language).toBe('en');
  });

  it('fold traditional characters and full-width signs', () => {
    expect(read('U 轉人工！！').text).toBe('转人工!!');
  });

  it('need the customer to have spoken last', () => {
    expect(() => read('U hi', 'A hello')).toThrow('last turn');
    expect(() => readTalk({ turns: [] })).toThrow('last turn');
  });

  it('are read from the last eighty turns of an endless talk', () => {
    const turns = Array.from({ length: 2_001 }, (_, at) => ({
      role: at % 2 === 0 ? ('user' as const) : ('agent' as const),
      text: `第${at}句`,
    }));
    expect(readTalk({ turns }).course.earlier).toBeLessThan(80);
  });
});
