import { describe, expect, test } from 'vitest';
import { formatMarkdown } from '../../../src/channels/telegram/render.ts';
import { plainText } from '../../../src/channels/wecom/plain-text.ts';
import { typedText } from '../../../src/core/index.ts';

describe('what an agent typed on two lines', () => {
  const typed = typedText('这是退货标签，\n请打印后贴在箱子上。');
  test('is read on two lines in Telegram', () =>
    expect(formatMarkdown(typed).text).toBe('这是退货标签，\n请打印后贴在箱子上。'));
  test('is read on two lines in WeChat', () => expect(plainText(typed)).toBe('这是退货标签，\n请打印后贴在箱子上。'));
});

test.each([
  ['one line', 'one line'],
  ['a\r\nb', 'a  \nb'],
  ['a  \nb', 'a  \nb'],
  ['paragraph\n\nparagraph', 'paragraph\n\nparagraph'],
  ['end\n', 'end\n'],
])('%j becomes %j', (text, markdown) => expect(typedText(text)).toBe(markdown));

test('lists and tables stay what they are', () => {
  expect(plainText(typedText('Bring:\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |'))).toBe(
    plainText('Bring:\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |'),
  );
});
