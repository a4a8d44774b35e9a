import { expect, test } from 'vitest';
import { imported } from './imported.ts';

const WANTED = [['How long?', ['when'], 'Three days']];

test.each([
  [
    'a list deep inside',
    { data: { page: 1, list: [{ title: 'How long?', content: 'Three days', similar_questions: ['when'] }] } },
  ],
  [
    'several questions of one answer',
    {
      qnaDocuments: [
        { id: 1, questions: ['How long?', 'when'], answer: 'Three days', metadata: [{ name: 'a', value: 'b' }] },
      ],
    },
  ],
  ['Chinese names', [{ 分类: '配送', 问题: 'How long?', 相似问题: 'when', 答案: 'Three days' }]],
  [
    'articles of a help centre',
    {
      count: 1,
      articles: [
        { id: 7, title: 'How long?', body: '<p>Three days</p>', label_names: ['post'], alternatives: ['when'] },
      ],
    },
  ],
  [
    'a title beside the question',
    [{ title: 'Delivery', question: 'How long?', alternatives: 'when', answer: 'Three days' }],
  ],
])('the export is understood: %s', async (_, value) => {
  expect((await imported('faq.json', JSON.stringify(value))).entries).toEqual(WANTED);
});

test.each([
  [
    'marked up for a web page',
    {
      '@type': 'FAQPage',
      mainEntity: [
        { '@type': 'Question', name: 'How long?', acceptedAnswer: { '@type': 'Answer', text: 'Three days' } },
      ],
    },
  ],
  ['one object of questions', { 'How long?': 'Three days' }],
  ['instructions', [{ instruction: 'How long?', input: '', output: 'Three days' }]],
  [
    'talks',
    [
      {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: 'How long?' },
          { role: 'assistant', content: 'Three days' },
          { role: 'user', content: 'and now?' },
        ],
      },
    ],
  ],
])('the export is understood: %s', async (_, value) => {
  expect((await imported('faq.json', JSON.stringify(value))).entries).toEqual([['How long?', [], 'Three days']]);
});

test('of one object per line, the broken lines are named and the others taken', async () => {
  const { entries, left } = await imported(
    'faq.jsonl',
    '{"q":"How long?","a":"Three days"}\n{"q":\n{"q":"How much?","a":"Ten"}\n',
  );
  expect(entries).toHaveLength(2);
  expect(left).toEqual([expect.stringMatching(/^line 2: it is no JSON/)]);
});

test('what neither asks nor answers is not taken, and the names that it has are said', async () => {
  const { report, left } = await imported('orders.json', JSON.stringify([{ id: 1, sku: 'A-12' }]));
  expect(report.written).toBeNull();
  expect(left.join()).toMatch(/nothing in it is called question and answer \(问题, 答案\); it has id, sku/);
});

test('a table with both a title and a question asks the question', async () => {
  const { entries } = await imported(
    'faq.csv',
    'title,question,answer,similar questions\nDelivery,How long?,Three days,when\n',
  );
  expect(entries).toEqual(WANTED);
});
