import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importDocuments } from '../../../../src/knowledge/index.ts';
import { scratchBase } from '../scratch-base.ts';
import { imported } from './imported.ts';

describe('an import', () => {
  test('takes questions, answers and tables out of a Word file', async () => {
    const { report, draft, entries, left } = await imported('delivery.docx');
    expect(report).toMatchObject({ written: 'articles/zh-CN/_delivery.md', questions: 3, locale: 'zh-CN' });
    expect(entries).toEqual([
      ['多久能送到?', [], '一般三天,偏远地区七天。'],
      ['运费多少?', [], '按下表:\n商品 运费\n小件 8 元\n大件 免费'],
      ['可以改地址吗?', [], '发货前可以。'],
    ]);
    expect(draft).toContain('title: 配送常见问题');
    expect(left).toEqual(['"没有答案的标题?": nothing stands below it']);
  });

  test('takes the first sheet of an Excel file, and says what of it and of the others it did not', async () => {
    const { entries, left, draft } = await imported('faq.xlsx');
    expect(entries).toEqual([
      ['怎么退货?', ['我要退货', '退货流程'], '在订单里申请。'],
      ['退款多久到账?', [], '3 天。'],
    ]);
    expect(draft).toMatch(/tags:\n {2}- 退货\n {2}- 退款/);
    expect(left).toEqual([
      'sheet "Old" (1 rows): only the first sheet is read',
      'row 4 "没有答案": it has no answer',
      'row 5: it has no question',
    ]);
  });

  test('reads a PDF by the size of its letters', async () => {
    const { report, entries } = await imported('warranty.pdf');
    expect(report).toMatchObject({ written: 'articles/en/_warranty.md', questions: 2, locale: 'en' });
    expect(entries).toEqual([
      [
        'How long is the warranty?',
        [],
        'Fridges have one year, sofas three. It runs from the day of delivery and covers parts and labour, whoever sold the thing to you.',
      ],
      ['What is not covered?', [], 'Drops, knocks and water.\nNor lightning.'],
    ]);
  });

  test('takes the text of a web page without its frame, scripts and embedded pictures', async () => {
    const { entries, draft, left } = await imported(
      'page.html',
      '<html><head><title>x</title><script>alert(1)</script></head><body><nav>Home | Shop</nav><main><h1>Help</h1><h2>How do I pay?</h2><p>With <b>card</b> or <a href="https://pay.example/">this</a>.</p><ul><li>one</li><li>two</li></ul><img src="data:image/png;base64,AAAA" alt="logo"><h2>Can I pay later?</h2><p>No.</p></main><footer>© us</footer></body></html>',
    );
    expect(entries).toEqual([
      ['How do I pay?', [], 'With card or this.\none\ntwo'],
      ['Can I pay later?', [], 'No.'],
    ]);
    expect(draft).toContain('**card** or [this](https://pay.example/)');
    expect(draft).not.toMatch(/alert|Home|© us|base64/);
    expect(left).toEqual(['picture logo: it is embedded; save it as a file beside the article and link it']);
  });

  test.each([
    ['a comma', 'question,answer\nHow long?,"Three, or four days"\n'],
    ['a semicolon', 'question;answer\nHow long?;Three, or four days\n'],
    ['a tab', 'question\tanswer\nHow long?\tThree, or four days\n'],
    ['a byte order mark', '\uFEFFQuestion,Answer\nHow long?,"Three, or four days"\n'],
  ])('reads CSV parted by %s', async (_, content) => {
    expect((await imported('faq.csv', content)).entries).toEqual([['How long?', [], 'Three, or four days']]);
  });

  test('reads CSV that a Chinese spreadsheet saved in GB 18030', async () => {
    const bytes = Uint8Array.from([
      0xce, 0xca, 0xcc, 0xe2, 0x2c, 0xb4, 0xf0, 0xb0, 0xb8, 0x0a, 0xb6, 0xe0, 0xbe, 0xc3, 0x3f, 0x2c, 0xc8, 0xfd, 0xcc,
      0xec, 0x0a,
    ]);
    expect((await imported('faq.csv', bytes)).entries).toEqual([['多久?', [], '三天']]);
  });

  test('says so when the columns have no names that it knows', async () => {
    const { entries, left } = await imported('faq.csv', 'How long?,Three days\nHow much?,Ten\n');
    expect(entries).toHaveLength(2);
    expect(left[0]).toMatch(/the first column was taken as the question/);
  });

  test.each([
    [
      'faq.json',
      JSON.stringify([{ question: 'How long?', similar_questions: ['when'], answer: '<p>Three <b>days</b></p>' }]),
    ],
    [
      'faq.json',
      JSON.stringify({
        version: 1,
        faqs: [{ question: 'How long?', alternatives: ['when'], answer: 'Three **days**' }],
      }),
    ],
    [
      'faq.jsonl',
      '{"id":1,"question":"How long?","alternatives":["when"],"answer":"Three **days**"}\n{"question":"x","answer":""}\n',
    ],
  ])('reads the export of another FAQ (%s)', async (name, content) => {
    const { entries, draft } = await imported(name, content);
    expect(entries).toEqual([['How long?', ['when'], 'Three days']]);
    expect(draft).toContain('Three **days**');
  });

  test('reads "Q: … A: …" in both languages', async () => {
    const english = await imported('faq.txt', 'Q: How long?\nA: Three days.\nAnd a bit.\n\nQ2. How much?\n\nA: Ten.\n');
    expect(english.entries).toEqual([
      ['How long?', [], 'Three days.\nAnd a bit.'],
      ['How much?', [], 'Ten.'],
    ]);
    expect((await imported('faq.txt', '问:多久?\n答:三天。\n')).entries).toEqual([['多久?', [], '三天。']]);
  });

  test('keeps text without any question as prose', async () => {
    const prose = 'Our oak comes from one forest and is dried for two years before it becomes a table. '.repeat(3);
    const { report, parsed } = await imported('oak.txt', `# Our oak\n\n${prose}`);
    expect(report).toMatchObject({ questions: 0, written: 'articles/en/_our-oak.md'.replace('our-oak', 'oak') });
    expect(parsed.article?.entries).toMatchObject([{ kind: 'section', question: 'Our oak' }]);
  });

  test('never overwrites, and what it wrote is not live', async () => {
    const { base } = await imported('faq.csv', 'question,answer\na?,b\n');
    await base.write('articles/en/_other.md', 'mine');
    await writeFile(join(base.directory, 'other.csv'), 'question,answer\nwhat is it?,c\n');
    const again = await importDocuments({
      files: [join(base.directory, 'faq.csv'), join(base.directory, 'other.csv')],
      directory: base.directory,
    });
    expect(again.map(({ written }) => written)).toEqual(['articles/en/_faq-2.md', 'articles/en/_other-2.md']);
    expect(await readFile(join(base.directory, 'articles/en/_other.md'), 'utf8')).toBe('mine');
    const names = await readdir(join(base.directory, 'articles/en'));
    expect(names.every((name) => name.startsWith('_'))).toBe(true);
  });

  test.each([
    ['old.doc', 'x', /files of the kind "\.doc" are not read/],
    ['empty.csv', '', /it is empty/],
    ['broken.docx', 'not a zip', /could not be read/],
    ['broken.pdf', '%PDF-1.4 nothing', /could not be read/],
    ['broken.xlsx', 'not a zip', /could not be read/],
    ['broken.json', '{', /could not be read/],
    ['zeros.txt', '\u0000\u0000', /not a text file/],
    ['nothing.html', '<nav>menu</nav>', /no question and no text/],
    ['bomb.md', `${'>'.repeat(1000)} a`, /nested deeper/],
  ])('says why %s gave nothing, and goes on', async (name, content, why) => {
    const { report, left } = await imported(name, content);
    expect(report.written).toBeNull();
    expect(left.join('\n')).toMatch(why);
  });

  test('of a file that is not there is a line in the report', async () => {
    await using base = await scratchBase();
    const [report] = await importDocuments({ files: [join(base.directory, 'gone.csv')], directory: base.directory });
    expect(report).toMatchObject({ written: null, left: [{ why: expect.stringMatching(/ENOENT/) }] });
  });

  test('does not let an answer pass for the next question', async () => {
    const { entries } = await imported(
      'faq.csv',
      'question,answer\nHow?,"## Step one\n> quoted\n\nDo it."\nWhy?,"> Only a quote"\n',
    );
    expect(entries).toEqual([
      ['How?', [], 'Step one\nquoted\nDo it.'],
      ['Why?', [], 'Only a quote'],
    ]);
  });
});
