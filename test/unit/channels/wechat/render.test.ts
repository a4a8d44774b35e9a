import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareReply, renderReply } from '../../../../src/channels/wechat/render.ts';
import { MAX_TEXT } from '../../../../src/channels/wechat/settings.ts';
import { ChoiceId, PeerId, type Reply } from '../../../../src/core/index.ts';

const asker = PeerId.parse('wxid_ann');
const text = (markdown: string): Reply => ({ kind: 'text', markdown });
const shown = (reply: Reply) => {
  const rendered = renderReply(reply);
  return rendered.kind === 'message' && rendered.message.kind === 'text' ? rendered.message.text : rendered;
};

describe('a reply in WeChat', () => {
  it('is plain text: marks go, links keep their address, lists and tables stay readable', () => {
    const markdown = `## 退货\n\n**7 天**内可退，见[政策](https://shop.example/p)。\n\n1. 拍照\n2. 寄回\n   - 写上订单号\n\n| 方式 | 几天 |\n|---|---|\n| 快递 | 2 |\n\n> 运费我们出\n\n<!-- 内部 -->\n\n<https://shop.example>`;
    expect(shown(text(markdown))).toBe(
      '退货\n\n7 天内可退，见政策 https://shop.example/p。\n\n1. 拍照\n2. 寄回\n   • 写上订单号\n\n方式 | 几天\n快递 | 2\n\n｜运费我们出\n\nhttps://shop.example',
    );
  });

  it('numbers its choices, because there is nothing to press', () => {
    const choices = ['查物流', '找同事'].map((label, index) => ({ id: ChoiceId.parse(`c${index}`), label }));
    expect(shown({ kind: 'choices', prompt: '要**什么**？', choices })).toBe('要什么？\n\n1. 查物流\n2. 找同事');
  });

  it('calls upon the asker with its first message only', () => {
    const long = Array.from({ length: 40 }, (_, line) => `第${line}段${'字'.repeat(100)}`).join('\n\n');
    const pieces = prepareReply({ kind: 'text', markdown: long, asker });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map((piece) => piece.kind === 'text' && piece.asker)).toEqual([
      asker,
      ...pieces.slice(1).map(() => undefined),
    ]);
  });

  it('sends a file of the web or of WeChat, its words after it, and nothing else', () => {
    const media = { kind: 'image', ref: 'https://shop.example/a.png', caption: '地图' } as const;
    expect(prepareReply({ kind: 'media', media })).toEqual([
      { kind: 'media', media: { kind: 'image', ref: 'https://shop.example/a.png' } },
      text('地图'),
    ]);
    const forward = renderReply({ kind: 'media', media: { kind: 'file', ref: 'message:77' } });
    expect(forward).toEqual({ kind: 'message', message: { kind: 'file', source: { kind: 'message', id: '77' } } });
    expect(renderReply({ kind: 'media', media: { kind: 'image', ref: 'photo:AgAC' } })).toMatchObject({
      kind: 'impossible',
    });
  });

  it('of any length fits after it was prepared, and loses no word', () => {
    const word = fc.constantFrom(
      '退货',
      '**7 天**',
      '[政策](https://shop.example/p)',
      '- 一',
      '1. 二',
      '\n\n',
      '\n',
      '👍',
      '`code`',
      ' ',
    );
    const markdown = fc
      .array(word, { minLength: 1, maxLength: 500 })
      .map((words) => words.join(''))
      .filter((all) => all.trim() !== '');
    fc.assert(
      fc.property(markdown, (all) => {
        const pieces = prepareReply(text(all)).map(shown);
        for (const piece of pieces) expect(typeof piece === 'string' && piece.length <= MAX_TEXT).toBe(true);
        const count = (words: string) => words.split('退货').length + words.split('👍').length;
        expect(count(pieces.join(''))).toBe(count(all));
      }),
      { numRuns: 20 },
    );
    const line = '很'.repeat(MAX_TEXT * 2 + 7);
    expect(prepareReply(text(line)).map(shown).join('')).toBe(line);
  });

  it('keeps every sign of long code, in whichever message it lands', () => {
    const code = Array.from({ length: 150 }, (_, n) => `x${n} = a * b * c  # _see_ [here](there) <b> \`\`\``).join(
      '\n',
    );
    const pieces = prepareReply(text(`\`\`\`\`py\n${code}\n\`\`\`\``)).map(shown);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(typeof piece === 'string' && piece.length <= MAX_TEXT).toBe(true);
    expect(pieces.join('\n')).toBe(code);
  });
});
