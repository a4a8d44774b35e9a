import { PPTXLoader } from '@langchain/community/document_loaders/fs/pptx';
import { Document } from '@langchain/core/documents';
import { type OfficeContentNode, parseOffice } from 'officeparser';

/**
 * Slides and texts of office programs (pptx, odp, odt, rtf) as one HTML page per file. The community's loader makes one
 * run of lines of them; headings, lists and tables tell where a question ends, so only its way in is used. What a
 * speaker noted under a slide was not written for customers and is not read.
 */
export class OfficeLoader extends PPTXLoader {
  override async parse(raw: Buffer, metadata: Document['metadata']): Promise<Document[]> {
    const { content } = await parseOffice(raw, { ignoreNotes: true });
    const html = withoutRepeats(content.flatMap(htmlOf)).join('');
    // Each point of a list comes as a list of its own.
    return [new Document({ pageContent: html.replaceAll('</ul><ul>', '').replaceAll('</ol><ol>', ''), metadata })];
  }
}

function htmlOf(node: OfficeContentNode): string[] {
  const children = node.children ?? [];
  switch (node.type) {
    case 'slide':
    case 'page':
      return children.flatMap(htmlOf);
    case 'heading':
      return element(`h${levelOf(node)}`, textOf(node));
    case 'list':
      return element(listOf(node), `<li>${textOf(node)}</li>`);
    case 'paragraph':
    case 'text':
      return element('p', textOf(node));
    case 'table':
      return element('table', children.map((row) => `<tr>${(row.children ?? []).map(cellOf).join('')}</tr>`).join(''));
    default:
      return [];
  }
}

/** A slide's own title is a question or a topic; the first level stays free for the article's. */
function levelOf({ metadata }: OfficeContentNode): number {
  const level = metadata !== undefined && 'level' in metadata ? metadata.level : 1;
  return Math.min(6, Math.max(2, level + 1));
}

function listOf({ metadata }: OfficeContentNode): 'ol' | 'ul' {
  return metadata !== undefined && 'listType' in metadata && metadata.listType === 'ordered' ? 'ol' : 'ul';
}

function cellOf(cell: OfficeContentNode): string {
  return `<td>${(cell.children ?? [cell]).map(textOf).join('<br>')}</td>`;
}

function textOf({ text = '' }: OfficeContentNode): string {
  return text.trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function element(name: string, content: string): string[] {
  return content.replace(/<[^>]+>/g, '') === '' ? [] : [`<${name}>${content}</${name}>`];
}

/** A title that goes on over several slides is said once. */
function withoutRepeats(elements: readonly string[]): string[] {
  let heading = '';
  return elements.filter((each) => {
    if (!/^<h\d/.test(each)) return true;
    const again = each === heading;
    heading = each;
    return !again;
  });
}
