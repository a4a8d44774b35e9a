import { describe, expect, test } from 'vitest';
import { agreement, askedFor } from '../../../../src/knowledge/retrieval/asked-for.ts';
import { identifiersOf } from '../../../../src/knowledge/retrieval/identifiers.ts';
import { localRidge } from '../../../../src/knowledge/retrieval/local-ridge.ts';
import { normalise } from '../../../../src/knowledge/retrieval/normalise.ts';
import { createSynonymFolding } from '../../../../src/knowledge/retrieval/synonym-folding.ts';
import { answerThreshold } from '../../../../src/knowledge/retrieval/threshold.ts';

describe('normalise', () => {
  test.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['請問發票', '请问发票'],
    ["I can't, it’s broken", 'i can not, it broken'],
    ['啥时候到', '什么时候到'],
    ['帐户', '账户'],
  ])('%s becomes %s', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  test('leaves no emoji, control character or lone surrogate', () => {
    expect(normalise('退\0款\ud83d😀!').replace(/ /g, '')).toBe('退款!');
  });
});

describe('identifiersOf', () => {
  test.each([
    ['kx-200 滤芯', ['kx200']],
    ['kx 200 滤芯', ['kx200']],
    ['显示 e5', ['e5']],
    ['error 404 on the page', ['error404', '404']],
    ['订单 2026112100017', ['2026112100017']],
    ['2026年11月21日', []],
    ['满100元减20元', []],
    ['16gb 内存 55寸 3kg', []],
    ['在 3 天内', []],
  ])('of "%s" are %j', (text, expected) => {
    expect(identifiersOf(normalise(text)).sort()).toEqual([...expected].sort());
  });
});

describe('askedFor', () => {
  test('tells when, how long and why apart, in both languages', () => {
    expect(askedFor(normalise('何时发货'))).toBe('time');
    expect(askedFor('when will it ship')).toBe('time');
    expect(askedFor(normalise('要多长时间'))).toBe('duration');
    expect(askedFor('why was i charged')).toBe('reason');
    expect(agreement('time', 'place')).toBe(-1);
    expect(agreement('time', null)).toBe(0);
  });
});

describe('synonyms', () => {
  test('are written as the first of their group, whole words only in English', () => {
    const fold = createSynonymFolding([
      ['退款', '退钱'],
      ['tv', 'television'],
    ]);
    expect(fold('怎么退钱')).toBe('怎么退款');
    expect(fold('my television and televisions')).toBe('my tv and televisions');
  });
});

describe('localRidge', () => {
  test('shares the weight of equal neighbours and gives none to a mere likeness of a better one', () => {
    const kernel = Float64Array.from([1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1]);
    const [a = 0, b = 0, c = 0] = localRidge(kernel, Float64Array.from([0.9, 0.9, 0.45]), 0.4);
    expect(a).toBeCloseTo(b, 9);
    expect(c).toBeLessThan(a / 3);
  });
});

describe('answerThreshold', () => {
  test('rises when the base’s own questions look answered without their entries', () => {
    const calm = Array.from({ length: 100 }, (_, i) => i / 200);
    const crowded = calm.map((value) => value + 0.5);
    expect(answerThreshold(0.05, { strangers: crowded, own: [] })).toBeGreaterThan(
      answerThreshold(0.05, { strangers: calm, own: [] }),
    );
  });

  test('rises to where the base answers its own phrasings as well as was asked for', () => {
    const strangers = Array.from({ length: 100 }, (_, i) => i / 200);
    const own = Array.from({ length: 100 }, (_, i) => ({ confidence: i / 100, isRight: i >= 85 || i % 4 !== 0 }));
    const threshold = answerThreshold(0.05, { strangers, own });
    const answered = own.filter(({ confidence }) => confidence >= threshold);
    expect(answered.filter(({ isRight }) => !isRight).length / answered.length).toBeLessThanOrEqual(0.05);
    expect(threshold).toBeGreaterThan(answerThreshold(0.05, { strangers, own: [] }));
  });

  test('falls as more wrong answers are accepted, and nothing passes at 0', () => {
    const thresholds = [0, 0.01, 0.02, 0.05, 0.1, 0.2].map((maxWrong) =>
      answerThreshold(maxWrong, { strangers: [], own: [] }),
    );
    expect(thresholds).toEqual([...thresholds].sort((a, b) => b - a));
    expect(thresholds[0]).toBe(1);
  });
});
