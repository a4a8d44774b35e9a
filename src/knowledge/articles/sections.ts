import { toString as textOf } from 'mdast-util-to-string';
import { LIMITS } from './limits.ts';
import { lineOf, type MarkdownBlock, type MarkdownRoot, plainText, sourceOf } from './markdown.ts';

/** A piece of an article that can be found: a heading and what stands below it. */
export interface Section {
  kind: 'question' | 'section';
  question: string;
  anchor: string | null;
  line: number;
  /** Other ways to ask, with their lines. */
  alternatives: { text: string; line: number }[];
  answer: readonly MarkdownBlock[];
}

/** Shorter text before the first heading is an introduction, not something to be found. */
const INTRODUCTION_CHARACTERS = 80;
/** A piece of prose of about this length reads as one chat answer. */
const PIECE_CHARACTERS = 900;
const ANCHOR = /\s*\{#([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\}\s*$/;

/**
 * Cuts an article: every `##` heading is a question. Prose without them is found by its other headings, and prose
 * without any heading by its paragraphs, in pieces of a readable size.
 */
export function sectionsOf(root: MarkdownRoot, source: string, title: string): Section[] {
  const blocks = root.children.filter((block) => block.type !== 'yaml');
  const hasQuestions = blocks.some((block) => block.type === 'heading' && block.depth === 2);
  const cuts = (block: MarkdownBlock): boolean =>
    block.type === 'heading' && (hasQuestions ? block.depth <= 2 : block.depth >= 3 || block.depth === 1);
  const sections: Section[] = [];
  let heading: MarkdownBlock | null = null;
  let body: MarkdownBlock[] = [];
  const close = () => {
    if (heading !== null && heading.type === 'heading' && (hasQuestions ? heading.depth === 2 : heading.depth !== 1)) {
      sections.push(sectionUnder(heading, body, source, hasQuestions ? 'question' : 'section'));
    } else {
      sections.push(...proseSections(body, title, heading === null ? null : textOf(heading)));
    }
    body = [];
  };
  for (const block of blocks) {
    if (cuts(block)) {
      close();
      heading = block;
    } else {
      body.push(block);
    }
  }
  close();
  return sections;
}

function sectionUnder(
  heading: MarkdownBlock,
  body: readonly MarkdownBlock[],
  source: string,
  kind: Section['kind'],
): Section {
  const written = textOf(heading).replace(/\s+/g, ' ').trim();
  const quote = body[0]?.type === 'blockquote' ? body[0] : null;
  return {
    kind,
    question: written.replace(ANCHOR, '').trim(),
    anchor: ANCHOR.exec(written)?.[1] ?? null,
    line: lineOf(heading),
    alternatives: quote === null ? [] : quotedLines(source, quote),
    answer: quote === null ? body : body.slice(1),
  };
}

/** Each line of the quote is one way to ask; list marks and quotation marks around it do not count. */
function quotedLines(source: string, quote: MarkdownBlock): { text: string; line: number }[] {
  const first = lineOf(quote);
  return sourceOf(source, [quote])
    .split('\n')
    .map((text, index) => ({
      text: text
        .replace(/^[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?/, '')
        .replace(/\s+/g, ' ')
        .replace(/^["“「](.*)["”」]$/, '$1')
        .trim(),
      line: first + index,
    }))
    .filter(({ text }) => text !== '');
}

/** Text without a heading of its own, in pieces; each is named by its first sentence. */
function proseSections(body: readonly MarkdownBlock[], title: string, heading: string | null): Section[] {
  if (plainText(body).length < INTRODUCTION_CHARACTERS) return [];
  const pieces: MarkdownBlock[][] = [];
  let length = 0;
  for (const block of body) {
    const size = plainText([block]).length;
    const last = pieces.at(-1);
    if (last === undefined || length + size > PIECE_CHARACTERS) {
      pieces.push([block]);
      length = size;
    } else {
      last.push(block);
      length += size;
    }
  }
  return pieces.map((piece, index) => ({
    kind: 'section',
    question: index === 0 ? (heading ?? title) : firstSentence(plainText(piece)),
    anchor: null,
    line: piece[0] === undefined ? 1 : lineOf(piece[0]),
    alternatives: [],
    answer: piece,
  }));
}

function firstSentence(text: string): string {
  const sentence = /^.*?[。！？!?]|^.*?\.(?=\s)|^.*/.exec(text.trim())?.[0] ?? text;
  return sentence.length <= 80 ? sentence : `${sentence.slice(0, 79)}…`.slice(0, LIMITS.questionCharacters);
}
