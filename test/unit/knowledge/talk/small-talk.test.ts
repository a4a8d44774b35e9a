import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifySmallTalk } from '../../../../src/knowledge/index.ts';
import { QUESTIONS, SMALL_TALK } from '../../../fixtures/knowledge/small-talk.ts';

describe('small talk', () => {
  test.each(Object.entries(SMALL_TALK))('%s is recognised', (kind, texts) => {
    expect(texts.filter((text) => classifySmallTalk(text) !== kind)).toEqual([]);
  });

  test('never swallows something to answer', () => {
    expect(QUESTIONS.filter((text) => classifySmallTalk(text) !== null)).toEqual([]);
  });

  test('is decided quickly, whatever is written', () => {
    const word = fc.constantFrom(
      '你',
      '这',
      '你这',
      '是',
      '个',
      'so ',
      'you ',
      'a ',
      'fucking ',
      'ok ',
      'thanks ',
      '了',
      '谢谢',
      '好',
      '的',
      'bye',
      '!',
      '?',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const begin = performance.now();
        classifySmallTalk(words.join(''));
        expect(performance.now() - begin).toBeLessThan(200);
      }),
      { numRuns: 500 },
    );
  });
});
