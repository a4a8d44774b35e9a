import { describe, expect, test } from 'vitest';
import { EntryId, type Locale } from '../../../../src/core/index.ts';
import { parseArticle } from '../../../../src/knowledge/articles/parse-article.ts';
import { clusterGaps, draftGap, type OpenQuestion } from '../../../../src/knowledge/index.ts';

const AT = Date.UTC(2026, 10, 20);

function asked(locale: Locale, texts: readonly string[], first = 1): OpenQuestion[] {
  return texts.map((question, index) => ({
    kind: 'unanswered',
    gap: first + index,
    question,
    locale,
    nearest: [EntryId.parse('a'), EntryId.parse(`only-${index}`)],
    at: AT + index,
  }));
}

/** Written for this project: topics that the shop does not know, each in several words. */
const TOPICS = {
  hire: ['你们招人吗', '招聘销售吗', '你们还招聘吗', '想去你们那应聘', '请问招聘客服吗'],
  gift: ['可以包装成礼品吗', '能不能做礼品包装', '送人的要礼品包装', '有礼品盒包装吗'],
  rent: ['沙发可以租吗', '可以租沙发吗', '沙发出租不', '能租一个沙发吗'],
  plug: [
    'do you sell UK plug adapters',
    'do your lamps come with a UK plug',
    'UK plug adapter',
    'is a UK plug included',
  ],
  vegan: ['is the leather vegan', 'do you have vegan leather sofas', 'vegan leather', 'any sofas in vegan leather?'],
};

describe('clusters of open questions', () => {
  const questions = [
    ...asked('zh-CN', [...TOPICS.hire, ...TOPICS.gift, ...TOPICS.rent]),
    ...asked('en', [...TOPICS.plug, ...TOPICS.vegan], 100),
  ];
  const clusters = clusterGaps(questions);

  test('keep every question once', () => {
    expect(clusters.flatMap(({ gaps }) => gaps).sort((a, b) => a - b)).toEqual(questions.map(({ gap }) => gap));
    expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(questions.length);
  });

  test('join what means the same and part what does not', () => {
    const topicOf = (text: string) => Object.entries(TOPICS).find(([, texts]) => texts.includes(text))?.[0];
    for (const cluster of clusters) expect(new Set(cluster.samples.map(topicOf)).size, cluster.label).toBe(1);
    expect(clusters.length).toBeLessThanOrEqual(7);
  });

  test('come with the largest first, their count, and the entries that came up most', () => {
    expect(clusters[0]?.count).toBe(Math.max(...clusters.map(({ count }) => count)));
    expect(clusters[0]?.nearest[0]).toBe('a');
  });

  test('count the same words once as a sample and every time as a question', () => {
    const [cluster] = clusterGaps([...asked('en', ['Do you rent sofas?', 'do you rent sofas', 'DO YOU RENT SOFAS!'])]);
    expect(cluster).toMatchObject({ count: 3, samples: ['Do you rent sofas?'], latestAt: AT + 2 });
  });

  test('take a thousand different questions in a few seconds', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `question ${index % 40} about thing ${index}`);
    const begin = performance.now();
    clusterGaps(asked('en', many));
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe('a draft', () => {
  const cluster = clusterGaps(asked('zh-CN', [...TOPICS.rent]))[0];

  test('has the question and the wordings, and is not live before the answer is written', () => {
    const draft = cluster === undefined ? '' : draftGap(cluster, []);
    const parsed = parseArticle('articles/zh-CN/rent.md', draft);
    expect(parsed.article).toBeNull();
    expect(parsed.problems).toMatchObject([{ message: expect.stringMatching(/has no answer/) }]);
    const written = parseArticle('articles/zh-CN/rent.md', `${draft}\n可以,每月 100 元。`);
    expect(written.problems).toEqual([]);
    expect(written.article?.entries[0]).toMatchObject({
      question: cluster?.label,
      alternatives: cluster?.samples.slice(1),
    });
  });

  test('keeps markup of customers as words', () => {
    const [nasty] = clusterGaps(asked('en', ['# <script> --> [x](y) `z` {#id}\n## other']));
    const draft = nasty === undefined ? '' : draftGap(nasty, []);
    const parsed = parseArticle('articles/en/x.md', `${draft}\nAnswer.`);
    expect(parsed.problems).toEqual([]);
    expect(parsed.article?.entries.map(({ question }) => question)).toEqual([
      '# <script> --> [x](y) `z` {#id} ## other',
    ]);
  });
});
