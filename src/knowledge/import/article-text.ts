import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { stringify as toYaml } from 'yaml';
import type { Locale } from '../../core/index.ts';
import { LIMITS } from '../articles/limits.ts';
import { type MarkdownBlock, plainText } from '../articles/markdown.ts';
import type { ImportedArticle } from './document.ts';

const writer = unified().use(remarkStringify, { bullet: '-', rule: '-' }).use(remarkGfm).freeze();

export function markdownOf(blocks: readonly MarkdownBlock[]): string {
  return writer.stringify({ type: 'root', children: [...blocks] });
}

/** The article as a file. */
export function articleText(article: ImportedArticle, locale: Locale): string {
  const tags = [...new Set([...article.tags, ...article.entries.flatMap(({ tags: words }) => words)])].slice(0, 12);
  const head = toYaml({ title: article.title.slice(0, 200), locale, tags });
  const blocks: MarkdownBlock[] = [{ type: 'heading', depth: 1, children: [{ type: 'text', value: article.title }] }];
  for (const entry of article.entries) {
    blocks.push({ type: 'heading', depth: 2, children: [{ type: 'text', value: entry.question }] });
    const alternatives = entry.alternatives
      .slice(0, LIMITS.phrasings)
      .filter((text) => text.length <= LIMITS.phrasingCharacters);
    if (alternatives.length > 0) blocks.push(quoteOf(alternatives));
    blocks.push(...entry.answer.map(belowQuestion));
  }
  blocks.push(...article.prose);
  return `---\n${head}---\n\n${markdownOf(blocks)}`;
}

function quoteOf(lines: readonly string[]): MarkdownBlock {
  return {
    type: 'blockquote',
    children: [
      {
        type: 'paragraph',
        children: [{ type: 'text', value: lines.map((line) => line.replace(/\s+/g, ' ')).join('\n') }],
      },
    ],
  };
}

/** A heading inside an answer must not look like the next question; HTML of others is not taken over. */
function belowQuestion(block: MarkdownBlock): MarkdownBlock {
  const copy = structuredClone(block);
  visit(copy, (node) => {
    if (node.type === 'heading' && node.depth < 3) node.depth = 3;
  });
  // A quote right under the question would be read as other ways to ask.
  return copy.type === 'blockquote'
    ? { type: 'paragraph', children: [{ type: 'text', value: plainText([copy]) }] }
    : copy;
}
