import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFragment, mergeBurst } from '../../../src/bot/burst.ts';
import { ChoiceId } from '../../../src/core/index.ts';
import { incoming, textFrom } from '../../support/conversations.ts';

describe('an obvious fragment', () => {
  test.each([
    '我想问一下',
    '请问',
    '你好,',
    '我买的洗衣机，',
    'can I ask',
    'Quick question',
    'so',
    'my order:',
    '还有',
  ])('%s waits', (text) => {
    expect(isFragment(text)).toBe(true);
  });

  test.each(['你好', '我的快递到哪了', 'hello', 'ok', 'where is my order', '退货', '请问几点开门', 'A1024', '?'])(
    '%s does not wait',
    (text) => {
      expect(isFragment(text)).toBe(false);
    },
  );
});

describe('a burst', () => {
  const texts = (...lines: string[]) => mergeBurst(lines.map((line, index) => textFrom('ann', `k${index}`, line)));

  test('a Chinese fragment flows into the rest of its sentence without a gap', () => {
    expect(texts('请问', '快递到哪了').map(({ content }) => content)).toEqual([
      { kind: 'text', text: '请问快递到哪了' },
    ]);
  });

  test('an English fragment flows into the rest with a space', () => {
    expect(texts('can i ask', 'where my parcel is').map(({ content }) => content)).toEqual([
      { kind: 'text', text: 'can i ask where my parcel is' },
    ]);
  });

  test('whole sentences are one utterance on lines of their own', () => {
    expect(texts('我的洗衣机', '不转了').map(({ content }) => content)).toEqual([
      { kind: 'text', text: '我的洗衣机\n不转了' },
    ]);
  });

  test('a number, a command and a change of language stand alone', () => {
    expect(texts('where is it', '2', '/help', '发票怎么开')).toHaveLength(4);
  });

  test('a pressed button between two texts keeps its place', () => {
    const burst = mergeBurst([
      textFrom('ann', 'k1', 'hello there'),
      incoming('ann', 'k2', { kind: 'choice', id: ChoiceId.parse('person') }),
      textFrom('ann', 'k3', 'are you there'),
    ]);
    expect(burst.map(({ content }) => content.kind)).toEqual(['text', 'choice', 'text']);
  });

  test('no message of a burst is ever left out or moved', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 20 }), (lines) => {
        const parts = texts(...lines).flatMap((utterance) => utterance.parts.map((part) => part.key));
        expect(parts).toEqual(lines.map((_, index) => `k${index}`));
      }),
    );
  });
});
