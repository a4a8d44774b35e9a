import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArticle } from '../../../../src/knowledge/articles/parse-article.ts';

const ARTICLE = `---
title: 配送
locale: zh-CN
tags: [配送, 时效]
audience: gold, silver
valid_from: 2026-01-01
valid_until: 2026-12-31
---

# 配送

## 多久能送到? {#delivery-time}
> 几天到
> - 啥时候能到啊
> "多久到货"

一般 **3** 天。

### 偏远地区

| 地区 | 天 |
|---|---|
| 西藏 | 7 |

1. 下单
2. 等

![图](../images/map.svg) 见[退货](returns.md#how)

## 运费多少?
免费。
`;

describe('an article', () => {
  const { article, problems } = parseArticle('articles/zh-CN/delivery.md', ARTICLE);
  const [first, second] = article?.entries ?? [];

  test('has an entry for each question, with the head of the file', () => {
    expect(problems).toEqual([]);
    expect(article).toMatchObject({ title: '配送', locale: 'zh-CN', path: 'articles/zh-CN/delivery.md' });
    expect(first).toMatchObject({
      kind: 'question',
      question: '多久能送到?',
      anchor: 'delivery-time',
      line: 12,
      tags: ['配送', '时效'],
      audience: ['gold', 'silver'],
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
    });
    expect(second).toMatchObject({ question: '运费多少?', anchor: null, markdown: '免费。' });
  });

  test('takes each quoted line as a way to ask, without marks', () => {
    expect(first?.alternatives).toEqual(['几天到', '啥时候能到啊', '多久到货']);
  });

  test('keeps the answer as it was written: headings below, tables, lists, pictures, links', () => {
    expect(first?.markdown).toBe(ARTICLE.slice(ARTICLE.indexOf('一般'), ARTICLE.indexOf('\n\n## 运费')));
    expect(first?.text).toContain('西藏 7');
    expect(first?.text).not.toMatch(/[*|#[\]]/);
    expect(first?.references).toEqual([
      { kind: 'image', url: '../images/map.svg', line: 28 },
      { kind: 'link', url: 'returns.md#how', line: 28 },
    ]);
  });

  test('gives the same ids and hashes for Windows line ends and a byte order mark', () => {
    const windows = parseArticle('articles/zh-CN/delivery.md', `\uFEFF${ARTICLE.replaceAll('\n', '\r\n')}`);
    expect(windows.article?.entries.map(({ id, hash }) => [id, hash])).toEqual(
      article?.entries.map(({ id, hash }) => [id, hash]),
    );
  });
});

describe('the id of an entry', () => {
  const idOf = (path: string, source: string) => parseArticle(path, source).article?.entries[0]?.id;

  test('stays when the answer, the phrasings or the punctuation of the question change', () => {
    const id = idOf('articles/en/a.md', '## How much is it?\nTen.');
    expect(idOf('articles/en/a.md', '## How much is it\n> price?\n\nEleven.')).toBe(id);
  });

  test('stays over a rewording where the heading has a name', () => {
    expect(idOf('articles/en/a.md', '## What does it cost? {#price}\nTen.')).toBe(
      idOf('articles/en/a.md', '## How much is it? {#price}\nTen.'),
    );
  });

  test('is ASCII, at most 40 characters and different for every path and question', () => {
    const ids = new Set<string | undefined>();
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\p{L}\p{N} ]{1,60}$/u),
        fc.stringMatching(/^[\w\u4e00-\u9fff]{1,40}$/u),
        (question, name) => {
          const id = idOf(`articles/en/${name}.md`, `## q${question}\nAnswer.`);
          expect(id).toMatch(/^[a-z0-9-]{1,40}$/);
          ids.add(id);
        },
      ),
      { numRuns: 200 },
    );
    expect(ids.size).toBeGreaterThan(150);
  });
});

describe('prose without questions', () => {
  const paragraph = (word: string) => `${word} `.repeat(60).trim();

  test('is found by its headings', () => {
    const { article } = parseArticle(
      'articles/en/care.md',
      `# Care\n\n### Wood\n${paragraph('oil')}\n\n### Glass\n${paragraph('wipe')}`,
    );
    expect(article?.entries.map(({ kind, question }) => [kind, question])).toEqual([
      ['section', 'Wood'],
      ['section', 'Glass'],
    ]);
  });

  test('is cut into pieces of a readable size, named by their first sentences', () => {
    const text = ['One rule holds.', 'Another rule holds.', 'A third rule holds.'].map(
      (start) => `${start} ${paragraph('more words')}`,
    );
    const { article } = parseArticle('articles/en/rules.md', `---\ntitle: The rules\n---\n${text.join('\n\n')}`);
    expect(article?.entries.map(({ question }) => question)).toEqual([
      'The rules',
      'Another rule holds.',
      'A third rule holds.',
    ]);
  });

  test('before the first question is found when it is more than an introduction', () => {
    const source = `# Gas\n\nShort hello.\n\n## Is it safe?\nYes.`;
    expect(parseArticle('articles/en/gas.md', source).article?.entries).toHaveLength(1);
    expect(
      parseArticle('articles/en/gas.md', source.replace('Short hello.', paragraph('safety'))).article?.entries,
    ).toHaveLength(2);
  });
});

describe('a broken file', () => {
  const problemsOf = (source: string, path = 'articles/en/a.md') =>
    parseArticle(path, source).problems.map(({ severity, line, message }) => [severity, line, message]);

  test.each([
    ['YAML that is none', '---\ntitle: [a\n---\n## q\na', 'error', 2, /not YAML/],
    ['front matter that never ends', '---\ntitle: a\n\n## q\na', 'error', 1, /not closed/],
    ['front matter that is a list', '---\n- a\n---\n## q\na', 'error', 2, /key: value/],
    [
      'a day that does not exist',
      '---\ntitle: a\nvalid_from: 2026-02-30\n---\n## q\na',
      'error',
      3,
      /"valid_from" must be a day such as/,
    ],
    [
      'an end before the beginning',
      '---\nvalid_from: 2026-02-02\nvalid_until: 2026-02-01\n---\n## q\na',
      'error',
      3,
      /not before valid_from/,
    ],
    ['a language nobody speaks here', '---\nlocale: fr\n---\n## q\na', 'error', 2, /one of zh-CN, en/],
    ['a misspelt key', '---\nvalid_untill: 2026-02-02\n---\n## q\na', 'warning', 2, /Unknown key "valid_untill"/],
    ['a heading without an answer', '## q\n\n## r\na', 'error', 1, /"q" has no answer/],
    ['phrasings without an answer', '## q\n> p\n', 'error', 1, /below the heading and its quoted phrasings/],
    ['an empty heading', '## \n\na', 'error', 1, /heading is empty/],
    ['the same question twice', '## q\na\n\n## q\nb', 'error', 4, /already in line 1/],
    ['the same name twice', '## q {#n}\na\n\n## r {#n}\nb', 'error', 4, /\{#n\} is already in line 1/],
    ['an empty file', '', 'error', 1, /Nothing to find/],
    ['a NUL', '## q\n\u0000', 'error', 2, /not a text file/],
  ])('with %s says where and what was expected', (_, source, severity, line, message) => {
    expect(problemsOf(source)).toContainEqual([severity, line, expect.stringMatching(message)]);
  });

  test('keeps the entries that are whole', () => {
    const { article } = parseArticle('articles/en/a.md', '## q\n\n## r\na');
    expect(article?.entries.map(({ question }) => question)).toEqual(['r']);
  });

  test('needs a language from the front matter or the folder', () => {
    expect(problemsOf('## q\na', 'articles/a.md')).toContainEqual(['error', 1, expect.stringMatching(/Add "locale:/)]);
  });

  test('with aliases that multiply is refused, not unfolded', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]`),
    ];
    expect(problemsOf(`---\n${bomb.join('\n')}\n---\n## q\na`)[0]?.[0]).toBe('error');
  });
});

describe('text beyond the bounds', () => {
  const firstProblem = (source: string) => parseArticle('articles/en/a.md', `## q\n${source}`).problems[0];

  test.each([
    [
      '10,000 phrasings',
      `${Array.from({ length: 10_000 }, (_, index) => `> p${index}`).join('\n')}\n\na`,
      1,
      /10000 other ways to ask/,
    ],
    ['quotes nested 1,000 deep', `${'>'.repeat(1000)} a`, 2, /nested deeper/],
    ['lists nested 2,000 deep on one line', `${'- '.repeat(2000)}a`, 2, /nested deeper/],
    [
      'a list nested by indentation',
      Array.from({ length: 200 }, (_, index) => `${'  '.repeat(index)}- a`).join('\n'),
      undefined,
      /nested deeper/,
    ],
    ['a table of 2,000 columns', `${'|a'.repeat(2000)}|\n${'|-'.repeat(2000)}|`, 2, /columns; at most 40/],
    ['a table of 100,000 rows', `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(100_000)}`, undefined, /more than 10000 cells/],
    ['a line of a million characters', 'x'.repeat(1_000_000), 2, /Break it up/],
    ['an answer of 20,000 characters', 'some words \n'.repeat(1_700), 1, /Divide it/],
  ])('%s is refused at once, with its line', (_, source, line, message) => {
    const problem = firstProblem(source);
    expect(problem).toMatchObject({ severity: 'error', message: expect.stringMatching(message) });
    if (line !== undefined) expect(problem?.line).toBe(line);
  });

  test('whatever is written, parsing returns', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '#',
            ' ',
            '>',
            '-',
            '\n',
            '`',
            '|',
            '[',
            ']',
            '(',
            ')',
            '*',
            '{',
            '}',
            'a',
            '问',
            '\\',
            '<',
            '!',
            ':',
          ),
          maxLength: 300,
        }),
        (source) => {
          const { article, problems } = parseArticle('articles/en/a.md', source);
          expect(article !== null || problems.some(({ severity }) => severity === 'error')).toBe(true);
          for (const entry of article?.entries ?? []) expect(entry.markdown.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
