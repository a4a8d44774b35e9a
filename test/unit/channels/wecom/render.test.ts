import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../../src/channels/wecom/plain-text.ts';
import { MAX_TEXT_BYTES, prepareReply, renderReply } from '../../../../src/channels/wecom/render.ts';
import { bytesOf, splitBytes } from '../../../../src/channels/wecom/split.ts';
import { ChoiceId, type Reply } from '../../../../src/core/index.ts';

const choice = (id: string, label: string) => ({ id: ChoiceId.parse(id), label });

describe('markdown as WeChat shows it', () => {
  test.each([
    ['**一般** 2 到 4 个*工作日*送到。', '一般 2 到 4 个工作日送到。'],
    ['# 退货\n\n七天内可退', '【退货】\n\n七天内可退'],
    ['见[退货政策](https://shop.example/r_1)。', '见退货政策 https://shop.example/r_1 。'],
    ['<https://shop.example>', 'https://shop.example'],
    ['[攻击](javascript:alert(1))', '攻击'],
    ['- 一\n- 二\n  1. 甲', '• 一\n• 二\n  1. 甲'],
    ['| 尺寸 | 价格 |\n|---|---|\n| 大 | ¥10 |\n| 小 | ¥5 |', '大\n价格: ¥10\n\n小\n价格: ¥5'],
    ['> 原话', '｜原话'],
    ['第一行\n第二行', '第一行第二行'],
    ['one\ntwo', 'one two'],
    ['`code` ~~old~~', 'code old'],
    ['<!-- c -->', '<!-- c -->'],
  ])('%j', (markdown, shown) => {
    expect(plainText(markdown)).toBe(shown);
  });
});

describe('a text that is too long', () => {
  test('is cut by bytes, never inside a character, and nothing is lost', () => {
    const family = '👨‍👩‍👧‍👦';
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('家', 'a', family, '。', ' ', 'é'), { minLength: 1, maxLength: 400 }),
        (parts) => {
          const text = parts.join('');
          const pieces = splitBytes(text, 64, 10_000);
          for (const piece of pieces) expect(bytesOf(piece)).toBeLessThanOrEqual(64);
          const without = (words: string) => words.replace(/\s/g, '');
          expect(without(pieces.join(''))).toBe(without(text));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('becomes messages that each fit and read the same', () => {
    const markdown = Array.from(
      { length: 60 },
      (_, n) => `第 ${n} 条：**请**看 https://shop.example/a_${n}_b 的说明_书。`,
    ).join('\n\n');
    const replies = prepareReply({ kind: 'text', markdown });
    expect(replies.length).toBeGreaterThan(1);
    const shown = replies.map((reply) => {
      const rendered = renderReply(reply);
      return rendered.kind === 'text' ? rendered.body.text.content : rendered.kind;
    });
    for (const text of shown) expect(bytesOf(text)).toBeLessThanOrEqual(MAX_TEXT_BYTES);
    expect(shown.join('\n\n')).toBe(plainText(markdown));
  });

  test('never takes more than four of the five messages, and shows that it was cut', () => {
    const replies = prepareReply({ kind: 'text', markdown: '长'.repeat(10_000) });
    expect(replies).toHaveLength(4);
    expect(renderReply(replies[3] as Reply)).toMatchObject({
      body: { text: { content: expect.stringMatching(/…$/) } },
    });
  });
});

describe('choices', () => {
  test('are a menu', () => {
    const reply: Reply = {
      kind: 'choices',
      prompt: '**哪一个？**',
      choices: [choice('kb:a', '送多久'), choice('kb-none', '都不是')],
    };
    expect(prepareReply(reply)).toEqual([reply]);
    expect(renderReply(reply)).toMatchObject({
      kind: 'menu',
      body: {
        msgmenu: {
          head_content: '哪一个？',
          list: [
            { type: 'click', click: { id: 'kb:a', content: '送多久' } },
            { type: 'click', click: { id: 'kb-none', content: '都不是' } },
          ],
        },
      },
    });
  });

  test('are numbered where a menu cannot hold them', () => {
    const many = Array.from({ length: 11 }, (_, n) => choice(`c:${n}`, `第${n}个`));
    const long = [choice('c:1', '很'.repeat(43)), choice('c:2', '短')];
    expect(renderReply({ kind: 'choices', prompt: '选', choices: many })).toMatchObject({
      body: { text: { content: expect.stringMatching(/^选\n\n1\. 第0个\n[\s\S]*\n11\. 第10个$/) } },
    });
    expect(renderReply({ kind: 'choices', prompt: '选', choices: long })).toMatchObject({ kind: 'text' });
  });

  test('below a long text come after it', () => {
    const replies = prepareReply({ kind: 'choices', prompt: '长'.repeat(400), choices: [choice('a', '好')] });
    expect(replies.map(({ kind }) => kind)).toEqual(['text', 'choices']);
  });
});

test('a caption is a message of its own, and a file of another channel cannot be sent', () => {
  const media = { kind: 'image' as const, ref: 'https://shop.example/a.png', caption: '看图' };
  expect(prepareReply({ kind: 'media', media }).map(({ kind }) => kind)).toEqual(['media', 'text']);
  expect(renderReply({ kind: 'media', media: { kind: 'location', ref: 'somewhere' } }).kind).toBe('impossible');
});
