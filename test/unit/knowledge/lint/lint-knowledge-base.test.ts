import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type LintRule, lintKnowledgeBase } from '../../../../src/knowledge/index.ts';
import { workshop } from '../../../support/workshop.ts';
import { clockFrom, scratchBase } from '../scratch-base.ts';

vi.setConfig({ testTimeout: 30_000 });

const TODAY = '2026-11-21T04:00:00Z';

async function lint(files: Record<string, string>, only?: LintRule) {
  await using base = await scratchBase(files);
  const findings = await lintKnowledgeBase({
    directory: base.directory,
    clock: clockFrom(TODAY),
    maxWrong: 0.05,
    workshop,
  });
  return findings
    .filter(({ rule }) => only === undefined || rule === only)
    .map(({ rule, severity, path, line }) => `${rule} ${severity} ${path}:${line}`);
}

describe('the linter of the knowledge base', () => {
  test('finds nothing wrong in the shipped shop', async () => {
    const directory = join(import.meta.dirname, '../../../../knowledge-base');
    const findings = await lintKnowledgeBase({ directory, clock: clockFrom(TODAY), maxWrong: 0.05, workshop });
    expect(findings.filter(({ rule }) => rule !== 'near-identical')).toEqual([]);
  });

  test('passes on what the parser found', async () => {
    expect(await lint({ 'articles/en/a.md': '## q\n\n## r\na' })).toContain('broken error articles/en/a.md:1');
  });

  test('finds one phrasing under two entries', async () => {
    const files = {
      'articles/en/a.md':
        '## How much is delivery?\n> postage\n\nFree.\n\n## What is in the box?\n> Postage?\n\nStamps.',
    };
    expect(await lint(files, 'duplicate')).toEqual(['duplicate error articles/en/a.md:6']);
  });

  test('finds nearly identical phrasings in two entries, and leaves different ones alone', async () => {
    const files = {
      'articles/en/a.md':
        '## Where is the nearest store in Shanghai?\nHere.\n\n## Other?\n> Where is the nearest stores in Shanghai\n\nThere.\n\n## Where is my parcel from Beijing?\nAway.',
    };
    expect(await lint(files, 'near-identical')).toEqual(['near-identical warning articles/en/a.md:4']);
  });

  test('finds two answers with different numbers to one question', async () => {
    const files = {
      'articles/zh-CN/a.md': '## 退款几天到账?\n3 天。',
      'articles/zh-CN/b.md': '## 退款几天到账\n7 天。',
    };
    expect(await lint(files, 'contradiction')).toEqual(['contradiction error articles/zh-CN/b.md:1']);
  });

  test('leaves questions about another number or model alone, however alike they are', async () => {
    const files = {
      'articles/en/a.md':
        '## How long is the warranty of the X100 fridge?\n5 years.\n\n## How long is the warranty of the X200 fridge?\n10 years.',
      'articles/zh-CN/a.md': '## 满 100 元的订单运费多少钱?\n8 元。\n\n## 满 200 元的订单运费多少钱?\n0 元。',
    };
    expect(await lint(files, 'contradiction')).toEqual([]);
    expect(await lint(files, 'near-identical')).toEqual([]);
  });

  test('does not call it a contradiction when no customer sees both', async () => {
    const files = {
      'articles/zh-CN/a.md': '---\naudience: gold\n---\n## 退款几天到账?\n3 天。',
      'articles/zh-CN/b.md': '---\naudience: silver\n---\n## 退款几天到账\n7 天。',
      'articles/zh-CN/c.md': '---\nvalid_until: 2026-12-31\n---\n## 发货要几天?\n3 天。',
      'articles/zh-CN/d.md': '---\nvalid_from: 2027-01-01\n---\n## 发货要几天\n7 天。',
    };
    expect(await lint(files, 'contradiction')).toEqual([]);
  });

  test('finds what one language has and the other lacks', async () => {
    const files = {
      'articles/zh-CN/a.md': '## 多少钱? {#price}\n十块。\n\n## 多久? {#time}\n三天。',
      'articles/en/a.md': '## How much? {#price}\nTen.\n\n## No name?\nNone.',
    };
    expect(await lint(files, 'translation')).toEqual([
      'translation warning articles/en/a.md:4',
      'translation warning articles/zh-CN/a.md:4',
    ]);
  });

  test('asks for no translation in a shop of one language', async () => {
    expect(await lint({ 'articles/en/a.md': '## How much? {#price}\nTen.' }, 'translation')).toEqual([]);
  });

  test('finds what has ended and what soon will', async () => {
    const until = (day: string) => `---\nvalid_until: ${day}\n---\n## Until ${day}?\nYes.`;
    const files = {
      'articles/en/a.md': until('2026-11-20'),
      'articles/en/b.md': until('2026-11-21'),
      'articles/en/c.md': until('2026-12-21'),
      'articles/en/d.md': until('2026-12-22'),
    };
    expect(await lint(files, 'expired')).toEqual(['expired warning articles/en/a.md:4']);
    expect(await lint(files, 'expiring')).toEqual([
      'expiring warning articles/en/b.md:4',
      'expiring warning articles/en/c.md:4',
    ]);
  });

  test('finds links and pictures that lead nowhere', async () => {
    const files = {
      'articles/en/a.md': [
        '## Links?',
        '[good](b.md#name) [web](https://shop.example/x) ![good](../images/a.svg)',
        '[no file](c.md)',
        '[no name](b.md#other)',
        '![no picture](../images/b.svg)',
        '[out](../../../etc/passwd)',
        '[script](javascript:alert(1))',
      ].join('\n'),
      'articles/en/b.md': '## Name? {#name}\nYes.',
      'articles/images/a.svg': '<svg/>',
    };
    expect(await lint(files, 'dead-link')).toEqual(
      [3, 4, 6, 7].map((line) => `dead-link error articles/en/a.md:${line}`),
    );
    expect(await lint(files, 'dead-image')).toEqual(['dead-image error articles/en/a.md:5']);
  });

  test('finds the entry that its own question does not find', async () => {
    const files = {
      'articles/en/a.md':
        '## How do I return a sofa?\n> return a sofa\n> send a sofa back\n\nForm.\n\n## Where do you sell lamps?\n> lamp shop\n\nHere.',
      'articles/en/b.md': '## How do I return a sofa\nOther form.',
    };
    expect(await lint(files, 'unfindable')).toHaveLength(1);
  });
});
