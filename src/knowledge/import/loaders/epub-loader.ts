import { EPubLoader } from '@langchain/community/document_loaders/fs/epub';

type Chapters = ReturnType<EPubLoader['parse']>;

/** The chapters of a book as the HTML that they are. The community's loader flattens them to text, without headings. */
export class ChapterLoader extends EPubLoader {
  protected override async parse(epub: Parameters<EPubLoader['parse']>[0]): Chapters {
    const chapters: Awaited<Chapters> = [];
    for (const { id, title } of epub.flow) {
      if (id) chapters.push({ pageContent: await epub.getChapterRawAsync(id), metadata: { chapter: title ?? '' } });
    }
    return chapters;
  }
}
