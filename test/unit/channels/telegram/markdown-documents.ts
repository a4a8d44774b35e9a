import fc from 'fast-check';

/**
 * Markdown as operators write it, at random: both languages, emoji, every block that is shown. Table heads and list
 * marks repeat when they are split, so a table has letters only in its body's first column and `plainLetters` leaves
 * out what a list adds.
 */
const word = fc.constantFrom(
  'order',
  'late',
  'refund',
  '订单',
  '发货',
  '👋',
  '👨‍👩‍👧',
  'naïve',
  '退款。',
  'ok!',
  'a_b',
  '2*3',
  '<x>',
  'C#',
);
const words = fc.array(word, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' '));
const styled = fc.oneof(
  { weight: 3, arbitrary: words },
  words.map((text) => `**${text}**`),
  words.map((text) => `*${text}*`),
  words.map((text) => `~~${text}~~`),
  words.map((text) => `**bold *${text}* end**`),
  words.map((text) => `[${text}](https://example.com/${encodeURIComponent('页')})`),
  words.map((text) => `**[${text}](https://example.com) tail**`),
  words.map((text) => `\`${text.replaceAll('`', '')}\``),
);
const line = fc.array(styled, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
const block = fc.oneof(
  { weight: 3, arbitrary: line },
  line.map((text) => `## ${text}`),
  line.map((text) => `> ${text}`),
  fc.array(line, { minLength: 1, maxLength: 6 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
  fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((items) => items.map((item) => `- ${item}\n  - ${item}`).join('\n')),
  fc.array(words, { minLength: 1, maxLength: 8 }).map((lines) => `\`\`\`sh\n${lines.join('\n')}\n\`\`\``),
);
export const markdownDocument = fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => blocks.join('\n\n'));

export function plainLetters(text: string): string {
  return text.replace(/[•◦\s]/g, '');
}
