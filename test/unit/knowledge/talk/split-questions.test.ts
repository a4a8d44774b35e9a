import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitQuestions } from '../../../../src/knowledge/index.ts';
import { MESSAGES } from '../../../fixtures/knowledge/several-questions.ts';

describe('the questions of one message', () => {
  test('are found in a set of messages in both languages', () => {
    const wrong = MESSAGES.filter(({ text, parts }) => JSON.stringify(splitQuestions(text)) !== JSON.stringify(parts));
    expect(wrong.map(({ text }) => [text, splitQuestions(text)])).toEqual([]);
  });

  test('keep every word of a message that is one question', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const parts = splitQuestions(text);
        expect(parts.length).toBeGreaterThan(0);
        if (parts.length === 1) expect(parts[0]).toBe(text.trim());
      }),
    );
  });

  test('are at most four; the rest stays with the last', () => {
    const text = '几天到?运费多少?能退吗?怎么安装?保修多久?';
    expect(splitQuestions(text)).toEqual(['几天到?', '运费多少?', '能退吗?', '怎么安装?保修多久?']);
  });
});
