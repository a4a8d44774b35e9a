import { type MarkdownBlock, parseMarkdown, plainText } from '../articles/markdown.ts';

/** Reads as one chat answer; the article's own pieces of prose have the same size. */
const PIECE_CHARACTERS = 900;
/** A page of a manual; longer answers are cut, so that a person finds the place. */
const PART_CHARACTERS = 3_000;

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Paragraphs that are too long to be an answer, cut between sentences. Other blocks stay as they are. */
export async function cutParagraphs(blocks: readonly MarkdownBlock[]): Promise<MarkdownBlock[]> {
  const cut: MarkdownBlock[] = [];
  for (const block of blocks) {
    const text = block.type === 'paragraph' ? plainText([block]) : '';
    cut.push(...(text.length <= PIECE_CHARACTERS ? [block] : (await cutText(text)).map(paragraph)));
  }
  return cut;
}

/** An answer in parts of a page each, cut where its markdown has an edge. */
export async function cutAnswer(markdown: string): Promise<MarkdownBlock[][]> {
  const { MarkdownTextSplitter } = await import('@langchain/textsplitters');
  const splitter = new MarkdownTextSplitter({ chunkSize: PART_CHARACTERS, chunkOverlap: 0 });
  return (await splitter.splitText(markdown)).map((part) => parseMarkdown(part).children);
}

async function cutText(text: string): Promise<string[]> {
  const { RecursiveCharacterTextSplitter } = await import('@langchain/textsplitters');
  const splitter = new RecursiveCharacterTextSplitter({
    chunkSize: PIECE_CHARACTERS,
    chunkOverlap: 0,
    separators: ['\n\n', '\n', '，', ', ', ' ', ''],
  });
  const lines = [...sentences.segment(text.replace(/\s+/g, ' '))].map(({ segment }) => segment.trim());
  // Between Chinese sentences stands nothing, between English ones a space.
  return (await splitter.splitText(lines.join('\n'))).map((piece) =>
    piece.replace(/([。！？…”])\n/gu, '$1').replaceAll('\n', ' '),
  );
}

function paragraph(value: string): MarkdownBlock {
  return { type: 'paragraph', children: [{ type: 'text', value }] };
}
