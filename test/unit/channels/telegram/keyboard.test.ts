import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyboardOf } from '../../../../src/channels/telegram/keyboard.ts';
import { prepareReply, renderReply } from '../../../../src/channels/telegram/render.ts';
import { ChoiceId, type Reply } from '../../../../src/core/index.ts';

const choices = (...labels: string[]) => labels.map((label, index) => ({ id: ChoiceId.parse(`c${index}`), label }));
const rowsOf = (...labels: string[]) => keyboardOf(choices(...labels)).rows.map((row) => row.map(({ text }) => text));

describe('choices as a keyboard', () => {
  it('puts short labels side by side and long ones below each other', () => {
    expect(rowsOf('1', '2', '3', '4', '5')).toEqual([['1', '2', '3', '4', '5']]);
    expect(rowsOf('👍', '👎')).toEqual([['👍', '👎']]);
    expect(rowsOf('是', '否', '转人工')).toEqual([['是', '否', '转人工']]);
    expect(rowsOf('When does my order arrive?', 'How do I send it back?')).toHaveLength(2);
  });

  it('fills rows evenly', () => {
    const rows = rowsOf(...Array.from({ length: 11 }, (_, score) => String(score)));
    expect(rows.map((row) => row.length)).toEqual([6, 5]);
  });

  it('shortens a label that no phone shows whole, and lists the full ones above', () => {
    const long = '我上周下单的那台空调到现在还没有发货,请问什么时候可以送到并且上门安装?';
    const { rows, list } = keyboardOf(choices(long, '都不是'));
    expect(rows.flat().map(({ text }) => text)).toEqual(['1. 我上周下单的那台空调到现在还没有发…', '2. 都不是']);
    const rendered = renderReply({ kind: 'choices', prompt: '您是想问:', choices: choices(long, '都不是') });
    expect(rendered).toMatchObject({ text: `您是想问:\n\n${list}` });
    expect(list).toBe(`1. ${long}\n2. 都不是`);
  });

  it('always fits: every choice once and in order, at most 64 bytes of data, a label on every button', () => {
    const choice = fc.record({
      id: fc.string({ unit: fc.constantFrom('!', 'a', '9', '~', ':'), minLength: 1, maxLength: 48 }),
      label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((label) => label.length <= 200),
    });
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 20 }), (made) => {
        const parsed = made.map(({ id, label }) => ({ id: ChoiceId.parse(id), label }));
        const buttons = keyboardOf(parsed).rows.flat();
        expect(buttons.map((button) => 'callback_data' in button && button.callback_data)).toEqual(
          made.map(({ id }) => id),
        );
        for (const button of buttons) expect(button.text.trim()).not.toBe('');
      }),
    );
  });

  it('moves a long question into messages of its own and keeps the buttons under its end', () => {
    const reply: Reply = { kind: 'choices', prompt: 'word '.repeat(1500), choices: choices('Yes', 'No') };
    const prepared = prepareReply(reply);
    expect(prepared.map(({ kind }) => kind)).toEqual(['text', 'choices']);
    for (const part of prepared) expect(renderReply(part).kind).toBe('message');
  });
});

describe('media', () => {
  it('moves a caption that is too long, or that the kind cannot have, into a message of its own', () => {
    const caption = 'long '.repeat(300);
    const media = { kind: 'image', ref: 'photo:abc' } as const;
    expect(prepareReply({ kind: 'media', media: { ...media, caption } })).toEqual([
      { kind: 'media', media },
      { kind: 'text', markdown: caption },
    ]);
    const place = { kind: 'location', ref: 'location:31.2,121.5' } as const;
    expect(prepareReply({ kind: 'media', media: { ...place, caption: 'Here' } })).toHaveLength(2);
    expect(renderReply({ kind: 'media', media: place })).toEqual({
      kind: 'location',
      latitude: 31.2,
      longitude: 121.5,
    });
  });

  it('is refused when the file was made by another channel', () => {
    expect(renderReply({ kind: 'media', media: { kind: 'image', ref: 'wecom-media-id' } }).kind).toBe('impossible');
  });
});
