import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBlocks } from '../../../../src/channels/telegram/format.ts';
import { parseMarkdown } from '../../../../src/channels/telegram/markdown.ts';
import { formatMarkdown, prepareReply } from '../../../../src/channels/telegram/render.ts';
import { splitMarkdown } from '../../../../src/channels/telegram/split.ts';
import { checkFormatted } from '../../../support/telegram/index.ts';
import { markdownDocument, plainLetters } from './markdown-documents.ts';

/** The text with each entity shown as [type:its words]. */
function shown(markdown: string): { text: string; entities: string[] } {
  const { text, entities } = formatMarkdown(markdown);
  return {
    text,
    entities: entities.map((entity) => {
      const words = text.slice(entity.offset, entity.offset + entity.length);
      return `${entity.type}${entity.type === 'text_link' ? `(${entity.url})` : ''}: ${words}`;
    }),
  };
}

describe('markdown in Telegram', () => {
  it('counts UTF-16 units, so that formats sit right behind emoji and Chinese', () => {
    expect(shown('👋🏽 你好 **重要** and *slanted* ~~gone~~ `code`')).toEqual({
      text: '👋🏽 你好 重要 and slanted gone code',
      entities: ['bold: 重要', 'italic: slanted', 'strikethrough: gone', 'code: code'],
    });
  });

  it('shows headings bold, lists with marks, quotes as quotes', () => {
    expect(shown('# Delivery\n\n- one\n- two\n  - deeper\n\n3. three\n4. four\n\n> said\n> > twice')).toEqual({
      text: 'Delivery\n\n• one\n• two\n  ◦ deeper\n\n3. three\n4. four\n\nsaid\ntwice',
      entities: ['bold: Delivery', 'blockquote: said\ntwice'],
    });
  });

  it('opens only addresses that Telegram opens', () => {
    const markdown =
      '[a](https://example.com/x) [b](javascript:alert(1)) [c](/local) [d](mailto:a@example.com) [e](tg://resolve?domain=x) [f][r]\n\n[r]: http://example.com/r';
    expect(shown(markdown)).toEqual({
      text: 'a b c d e f',
      entities: [
        'text_link(https://example.com/x): a',
        'text_link(mailto:a@example.com): d',
        'text_link(tg://resolve?domain=x): e',
        'text_link(http://example.com/r): f',
      ],
    });
  });

  it('links pictures by their description', () => {
    expect(shown('See ![the label](https://example.com/a.png) and ![a local one](a.png)')).toEqual({
      text: 'See 🖼 the label and 🖼 a local one',
      entities: ['text_link(https://example.com/a.png): 🖼 the label'],
    });
  });

  it('sets a narrow table in columns, and a Chinese or wide one row by row', () => {
    expect(shown('| Tier | Days |\n|---|---|\n| Gold | 2 |\n| Silver | 5 |')).toEqual({
      text: 'Tier    Days\n------  ----\nGold    2\nSilver  5',
      entities: ['pre: Tier    Days\n------  ----\nGold    2\nSilver  5'],
    });
    expect(shown('| 等级 | 天数 | 运费 |\n|---|---|---|\n| **金卡** | 2 | `0` 元 |\n| 银卡 | 5 | |')).toEqual({
      text: '金卡\n天数: 2\n运费: 0 元\n\n银卡\n天数: 5',
      entities: ['bold: 金卡', 'code: 0', 'bold: 银卡'],
    });
  });

  it('joins wrapped lines with a space in English and without one in Chinese', () => {
    expect(shown('the order\nis late\n\n订单已经\n发货').text).toBe('the order is late\n\n订单已经发货');
  });

  it('keeps line breaks that were meant, and drops HTML tags and comments', () => {
    expect(shown('one  \ntwo<br>three <b>four</b>\n\n<!-- hidden -->\n\n<div>five</div>').text).toBe(
      'one\ntwo\nthree four\n\nfive',
    );
  });

  it('cuts styles at code, because Telegram nests nothing with code', () => {
    expect(shown('**all `this` bold** [see `here` now](https://example.com)').entities).toEqual([
      'bold: all ',
      'code: this',
      'bold:  bold',
      'text_link(https://example.com): see ',
      'code: here',
      'text_link(https://example.com):  now',
    ]);
  });

  it('shows markdown without anything to show as it stands', () => {
    expect(formatMarkdown('<!-- only a comment -->')).toEqual({ text: '<!-- only a comment -->', entities: [] });
  });

  it('survives NUL, lone surrogates and deep nesting', () => {
    expect(formatMarkdown('a\0b\ud83dc').text).toBe('ab\ufffdc');
    expect(formatMarkdown(`${'> '.repeat(200)}deep`).text).toBe('deep');
    expect(formatMarkdown(`${'**a *b '.repeat(100)}`).text.length).toBeGreaterThan(100);
  });

  it('shows text without marks as it stands, by the short way as by the long one', () => {
    const part = fc.constantFrom(
      'order',
      '12. ',
      '12)',
      '- ',
      '+ ',
      '= ',
      ': ',
      '. ',
      '订单。',
      '👋',
      ' ',
      '   ',
      'a-b',
      '1 ',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const parsed = formatBlocks(parseMarkdown(text));
        fc.pre(parsed.text !== '');
        expect(formatMarkdown(text)).toEqual(parsed);
      }),
    );
  });

  it('always makes entities that Telegram takes', () => {
    fc.assert(
      fc.property(markdownDocument, (markdown) => {
        const { text, entities } = formatMarkdown(markdown);
        fc.pre(text !== '' && text.length <= 4096);
        expect(checkFormatted(text, entities, 'text')).toHaveLength(Math.min(100, entities.length));
      }),
      { numRuns: 200 },
    );
  });

  it('always makes entities that Telegram takes, from arbitrary punctuation', () => {
    const noise = fc.array(
      fc.constantFrom(
        '*',
        '**',
        '_',
        '`',
        '~~',
        '[',
        '](https://e.com)',
        '> ',
        '\n',
        '\n\n',
        '- ',
        'a',
        '中',
        '👋',
        ' ',
        '<b>',
        '|',
        '#',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(noise, (parts) => {
        const { text, entities } = formatMarkdown(parts.join(''));
        fc.pre(text !== '');
        expect(() => checkFormatted(text, entities, 'text')).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a text that is too long', () => {
  it('comes back untouched when it fits', () => {
    const markdown = `Some *markdown*, ${'x'.repeat(4000)}`;
    expect(prepareReply({ kind: 'text', markdown })).toEqual([{ kind: 'text', markdown }]);
  });

  it('is cut between paragraphs, and a heading stays with its text', () => {
    const markdown = ['first '.repeat(500), '## Second', 'second '.repeat(300)].join('\n\n');
    const texts = splitMarkdown(markdown).map((piece) => formatMarkdown(piece).text);
    expect(texts.map((text) => text.slice(0, 14))).toEqual(['first first fi', 'Second\n\nsecond']);
  });

  it('is cut at a sentence, and a style that is cut goes on', () => {
    const sentence = '您的订单已经发货,预计三天内送达。';
    const pieces = splitMarkdown(`**${sentence.repeat(300)}**`).map((piece) => formatMarkdown(piece));
    expect(pieces.length).toBe(2);
    for (const { text, entities } of pieces) {
      expect(text.endsWith('。')).toBe(true);
      expect(entities).toEqual([{ type: 'bold', offset: 0, length: text.length }]);
    }
  });

  it('repeats the head of a table, and numbers on in a list', () => {
    const table = `| 型号 | 价格 |\n|---|---|\n${Array.from({ length: 400 }, (_, i) => `| 型号${i} | ${i} 元 |`).join('\n')}`;
    const rows = splitMarkdown(table).map((piece) => formatMarkdown(piece).text);
    expect(rows.length).toBeGreaterThan(1);
    for (const text of rows) expect(text).toMatch(/^型号\d+\n价格: /);

    const list = Array.from({ length: 400 }, (_, i) => `${i + 1}. item number ${i + 1}`).join('\n');
    const items = splitMarkdown(list).flatMap((piece) => formatMarkdown(piece).text.split('\n'));
    expect(items).toEqual(Array.from({ length: 400 }, (_, i) => `${i + 1}. item number ${i + 1}`));
  });

  it('never cuts an emoji, even without any place to cut', () => {
    const pieces = splitMarkdown('👨‍👩‍👧'.repeat(1500)).map((piece) => formatMarkdown(piece).text);
    expect(pieces.join('')).toBe('👨‍👩‍👧'.repeat(1500));
    for (const piece of pieces) expect(piece.replaceAll('👨‍👩‍👧', '')).toBe('');
  });

  it('keeps within a hundred formats, because Telegram ignores more', () => {
    const pieces = splitMarkdown(Array.from({ length: 250 }, (_, i) => `**${i}** x`).join(' '));
    for (const piece of pieces) expect(formatMarkdown(piece).entities.length).toBeLessThanOrEqual(100);
    expect(pieces.flatMap((piece) => formatMarkdown(piece).entities)).toHaveLength(250);
  });

  it('fits every piece, keeps every letter in order, and every piece is valid', () => {
    fc.assert(
      fc.property(markdownDocument, fc.integer({ min: 20, max: 300 }), (markdown, room) => {
        const whole = formatMarkdown(markdown);
        const pieces = splitMarkdown(markdown, { text: room, entities: 10 }).map((piece) => formatMarkdown(piece));
        for (const { text, entities } of pieces) {
          expect(text.length).toBeLessThanOrEqual(Math.max(room, whole.text === text ? text.length : 0));
          if (text !== '') expect(() => checkFormatted(text, entities, 'text')).not.toThrow();
        }
        expect(pieces.map(({ text }) => plainLetters(text)).join('')).toBe(plainLetters(whole.text));
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});
