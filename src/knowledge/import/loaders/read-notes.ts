import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { NotionLoader } from '@langchain/community/document_loaders/fs/notion';
import { ObsidianLoader } from '@langchain/community/document_loaders/fs/obsidian';
import * as z from 'zod';

/** A page of somebody's notes as markdown, with the words it is filed under. */
export interface NotePage {
  markdown: string;
  tags: readonly string[];
}

const Metadata = z.object({ tags: z.string().optional() });

/**
 * Reads one page of a folder that Notion has exported, or that Obsidian keeps (it has a folder `.obsidian`). What only
 * its own program understands becomes plain markdown: a link between pages its words, an embedded file nothing, and
 * what the writer marked as a comment stays with the writer.
 */
export async function readNotePage(folder: string, file: string): Promise<NotePage> {
  const vault = await access(join(folder, '.obsidian')).then(
    () => true,
    () => false,
  );
  const loader = vault ? new ObsidianLoader(folder) : new NotionLoader(folder);
  const documents = (await loader.loaders['.md']?.(file).load()) ?? [];
  const tags = documents.flatMap(({ metadata }) => (Metadata.parse(metadata).tags ?? '').split(','));
  const text = documents.map(({ pageContent }) => pageContent).join('\n\n');
  return { markdown: vault ? withoutVaultMarks(text) : text, tags: tags.map((tag) => tag.trim()).filter(Boolean) };
}

function withoutVaultMarks(text: string): string {
  return text
    .replace(/%%[\s\S]*?%%/g, '')
    .replace(/!\[\[[^\]\n]*\]\]/g, '')
    .replace(/\[\[(?:[^\]|\n]*\|)?([^\]|\n]*)\]\]/g, '$1')
    .replace(/(^|\s)#[A-Za-z_\p{L}][\w/\p{L}-]*(?=\s|$)/gmu, '$1');
}
