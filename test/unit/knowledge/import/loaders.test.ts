import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { importDocuments } from '../../../../src/knowledge/index.ts';
import { scratchBase } from '../scratch-base.ts';
import { imported } from './imported.ts';

describe('documents that the community’s loaders open', () => {
  test('slides keep their titles, lists and tables, and speaker notes stay with the speaker', async () => {
    const { report, entries, draft } = await imported('care.pptx');
    expect(report).toMatchObject({ written: 'articles/en/_care.md', questions: 3 });
    expect(entries).toEqual([
      ['How often should I oil the table?', [], 'Twice a year.\nUse 20 ml of oil for one square metre.'],
      ['What removes water rings?', [], 'Fine steel wool, along the grain, then oil.'],
      ['Oil by wood', [], 'Wood Oil\nOak A-12\nBeech B-7'],
    ]);
    expect(draft).not.toMatch(/9 euros/);
  });

  test('rich text and OpenDocument text are read like any other', async () => {
    const rtf = String.raw`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 How long is the warranty?\par Three years.\par}`;
    expect((await imported('warranty.rtf', rtf)).entries).toEqual([['How long is the warranty?', [], 'Three years.']]);
    const odt = zipSync({
      mimetype: strToU8('application/vnd.oasis.opendocument.text'),
      'content.xml': strToU8(
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h text:outline-level="1">保修多久？</text:h><text:p>三年 &lt;b&gt;</text:p></office:text></office:body></office:document-content>',
      ),
    });
    expect((await imported('warranty.odt', odt)).entries).toEqual([['保修多久？', [], '三年 <b>']]);
  });

  test('a book keeps its headings; a chapter without one is named by the contents', async () => {
    const { entries } = await imported('manual.epub', book());
    expect(entries).toEqual([
      ['What does E-7 mean?', [], 'The filter is full. Clean it.'],
      ['Care', [], 'Twice a year, with oil A-12.'],
    ]);
  });

  test.each([
    [
      'tour.srt',
      '1\n00:00:01,000 --> 00:00:02,500\n<i>Lift the lid</i>\n\n2\n00:00:03,000 --> 00:00:04,000\nand press start.\n',
    ],
    [
      'tour.vtt',
      'WEBVTT\n\nNOTE made by hand\n\n00:01.000 --> 00:02.500 align:start\nLift the lid\n\nb\n00:00:03.000 --> 00:00:04.000\nand press start.\n',
    ],
  ])('what is said in a film is text without times (%s)', async (name, text) => {
    expect((await imported(name, text)).draft).toMatch(/\n\nLift the lid and press start\.\n$/);
  });

  test('prose without a heading is cut between sentences, into what reads as one answer', async () => {
    const english = Array.from({ length: 60 }, (_, n) => `Step ${n} asks for a dry cloth, dr. Oak says so.`).join(' ');
    const chinese = Array.from({ length: 80 }, (_, n) => `第${n}步，请用干布擦拭柜门，再等五分钟。`).join('');
    for (const text of [english, chinese]) {
      const { parsed } = await imported('long.txt', text);
      const pieces = (parsed.article?.entries ?? []).map((entry) => entry.text);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.every((piece) => piece.length <= 900 && /[.。]$/.test(piece))).toBe(true);
      expect(pieces.join(text === english ? ' ' : '')).toBe(text);
    }
  });

  test('a chapter that is longer than an answer may be becomes several', async () => {
    const chapter = Array.from({ length: 200 }, (_, n) => `Paragraph ${n}. ${'Dry the board well. '.repeat(5)}`).join(
      '\n\n',
    );
    const { entries, left } = await imported('board.md', `# Boards\n\n## Drying\n\n${chapter}`);
    expect(entries.slice(0, 2).map(([question]) => question)).toEqual(['Drying', 'Drying (2)']);
    expect(entries.every(([, , text]) => String(text).length <= 3_000)).toBe(true);
    expect(entries.map(([, , text]) => text).join('\n')).toContain('Paragraph 199.');
    expect(left).toEqual([]);
  });
});

describe('a folder of notes', () => {
  test('exported by Notion is one draft per page, without the numbers of the pages', async () => {
    const { drafts, reports } = await importedFolder({
      [`Help/Returns ${'a1'.repeat(16)}.md`]: '# Returns\n\n## How do I return it?\n\nWithin 7 days.\n',
      [`Help/Prices ${'b2'.repeat(16)}.csv`]: 'Question,Answer\nHow much?,Ten\n',
      'Help/photo.png': 'x',
    });
    expect(drafts).toEqual({ 'articles/en/_returns.md': 1, 'articles/en/_prices.md': 1 });
    expect(reports).toHaveLength(2);
  });

  test('kept by Obsidian takes its tags along, and leaves links, embeds and comments of the program behind', async () => {
    const { base, drafts } = await importedFolder({
      '.obsidian/app.json': '{}',
      '.trash/old.md': '## Gone?\n\nYes.\n',
      'Sofa.md':
        '---\ntags: [sofa, care]\n---\n## How do I clean it? \n\nSee [[Oil|the oil page]] and [[Soap]]. %%cheap soap is fine too%% ![[me.png]] #cleaning\n',
    });
    expect(Object.keys(drafts)).toEqual(['articles/en/_sofa.md']);
    const draft = await readFile(join(base.directory, 'articles/en/_sofa.md'), 'utf8');
    expect(draft).toMatch(/tags:\n(?: {2}- .+\n)* {2}- sofa\n/);
    expect(draft).toMatch(/ {2}- cleaning\n/);
    expect(draft).toContain('See the oil page and Soap.');
    expect(draft).not.toMatch(/cheap|me\.png|\[\[/);
  });

  test('is not left through a link, and one broken page does not stop the others', async () => {
    const { reports } = await importedFolder({ 'a.md': '\u0000', 'b.md': '## Why?\n\nSo.\n' }, async (folder) =>
      symlink('/etc/hostname', join(folder, 'c.md')),
    );
    expect(reports.map(({ written }) => written)).toEqual([null, 'articles/en/_b.md']);
  });

  test('without anything to read says so', async () => {
    const { reports } = await importedFolder({ 'a.exe': 'x' });
    expect(reports).toMatchObject([{ written: null, left: [{ why: expect.stringMatching(/nothing in it ends in/) }] }]);
  });
});

test.each([
  ['broken.pptx', 'not a zip'],
  ['broken.epub', 'not a zip'],
  ['empty.epub', zipSync({ mimetype: strToU8('application/epub+zip') })],
  ['empty.pptx', zipSync({ 'x.xml': strToU8('<x/>') })],
  ['torn.odt', zipSync({ 'content.xml': strToU8('<office:document-content><text:p>') })],
  ['text.rtf', 'no rich text'],
  ['none.srt', 'no subtitles in here'],
  ['none.vtt', 'WEBVTT\n\nNOTE nothing\n'],
])('%s is a line in the report', async (name, content) => {
  const { report, left } = await imported(name, content);
  expect(report.written).toBeNull();
  expect(left.join('\n')).toMatch(/could not be read|no question and no text/);
});

test('a file that says it is larger than anybody’s document is not unpacked', async () => {
  const bomb = Buffer.from(zipSync({ 'word/document.xml': strToU8('<x/>') }));
  const entry = bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bomb.writeUInt32LE(210 * 1024 * 1024, entry + 24);
  expect((await imported('bomb.docx', bomb)).left).toEqual(['the file: unpacked it has 210 MB; at most 200 MB']);
});

async function importedFolder(files: Record<string, string>, prepare = async (_: string) => {}) {
  const base = await scratchBase();
  const folder = join(base.directory, 'notes');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await prepare(folder);
  const reports = await importDocuments({ files: [folder], directory: base.directory });
  const drafts = Object.fromEntries(
    reports.flatMap(({ written, questions }) => (written ? [[written, questions]] : [])),
  );
  return { base, reports, drafts };
}

/** A small EPUB 2: contents, one chapter with a heading and one without. */
function book(): Uint8Array {
  const page = (body: string) =>
    strToU8(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>${body}</body></html>`);
  return zipSync({
    mimetype: [strToU8('application/epub+zip'), { level: 0 }],
    'META-INF/container.xml': strToU8(
      '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    ),
    'book.opf': strToU8(
      '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Manual</dc:title><dc:identifier id="id">m</dc:identifier><dc:language>en</dc:language></metadata><manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/><item id="two" href="two.xhtml" media-type="application/xhtml+xml"/></manifest><spine toc="ncx"><itemref idref="one"/><itemref idref="two"/></spine></package>',
    ),
    'toc.ncx': strToU8(
      '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="p1" playOrder="1"><navLabel><text>Faults</text></navLabel><content src="one.xhtml"/></navPoint><navPoint id="p2" playOrder="2"><navLabel><text>Care</text></navLabel><content src="two.xhtml"/></navPoint></navMap></ncx>',
    ),
    'one.xhtml': page('<h2>What does E-7 mean?</h2><p>The filter is full. Clean it.</p>'),
    'two.xhtml': page('<p>Twice a year, with oil A-12.</p>'),
  });
}
