import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainCell, safeCell } from '../../../src/core/index.ts';
import { csvText, readCustomersCsv } from '../../../src/customers/index.ts';
import { anyText } from '../../support/any-text.ts';

describe('reading customers from CSV', () => {
  test('a full row is read, and an empty cell is left out', () => {
    const read = readCustomersCsv(
      '\uFEFFexternal_id,name,phone,locale,birthday,member_since,time_zone,tier,tags,consent_care\nS1,张三,138 0013 5678,zh,1990-02-28,2024-06-01,Asia/Shanghai,gold,VIP; 有宠物,是\nS2,,,,,,,,,\n',
    );
    expect(read.problems).toEqual([]);
    expect(read.rows).toEqual([
      {
        line: 2,
        id: undefined,
        externalId: 'S1',
        name: '张三',
        phone: '+8613800135678',
        locale: 'zh-CN',
        birthday: '1990-02-28',
        memberSince: '2024-06-01',
        timeZone: 'Asia/Shanghai',
        tier: 'gold',
        tags: ['vip', '有宠物'],
        consents: [{ topic: 'care', granted: true }],
      },
      expect.objectContaining({ line: 3, externalId: 'S2', name: undefined, tags: [], consents: [] }),
    ]);
  });

  test.each([
    ['a day that is none', 'S1,,,1990-02-30,', /birthday/],
    ['a phone that is none', 'S1,,12,,', /phone.*13800135678/],
    ['a language that is none of ours', 'S1,,,,fr', /locale.*zh-CN or en/],
    ['nobody', ',Anna,,,', /nobody knows who/],
    ['too many cells', 'S1,Anna, the second,,,', /quote a cell/],
  ])('%s is reported with its line and the other rows are read', (_name, line, message) => {
    const read = readCustomersCsv(`external_id,name,phone,birthday,locale\n${line}\nS9,Ben,,,\n`);
    expect(read.problems).toEqual([{ line: 2, message: expect.stringMatching(message) }]);
    expect(read.rows.map((row) => row.externalId)).toEqual(['S9']);
  });

  test('consent is yes or no in both languages and nothing else', () => {
    const read = readCustomersCsv('external_id,consent_care\n1,YES\n2,否\n3,maybe\n');
    expect(read.rows.map((row) => row.consents)).toEqual([
      [{ topic: 'care', granted: true }],
      [{ topic: 'care', granted: false }],
    ]);
    expect(read.problems).toMatchObject([{ line: 4, message: expect.stringContaining('yes or no') }]);
  });

  test.each([
    ['a misspelt column', 'external_id,nmae\n1,Anna\n', /unknown column nmae/],
    ['a column twice', 'external_id,name,name\n1,a,b\n', /twice/],
    ['no column to know people by', 'name,tier\nAnna,gold\n', /external_id or phone is needed/],
  ])('%s stops the whole file', (_name, text, message) => {
    const read = readCustomersCsv(text);
    expect(read.rows).toEqual([]);
    expect(read.problems).toEqual([{ line: 1, message: expect.stringMatching(message) }]);
  });

  test('a person who is in the file twice is taken once', () => {
    const read = readCustomersCsv('external_id,phone\nS1,13800135678\nS2,+86 138 0013 5678\nS1,\n');
    expect(read.rows).toHaveLength(1);
    expect(read.problems.map((problem) => problem.message)).toEqual([
      'phone +8613800135678 is in line 2 already',
      'external_id S1 is in line 2 already',
    ]);
  });

  test('a broken quote is one problem with its line', () => {
    expect(readCustomersCsv('external_id,name\n"S1,Anna\n').problems).toHaveLength(1);
  });

  test('a file that a Chinese spreadsheet saved is read', () => {
    expect(csvText(new Uint8Array([0xd5, 0xc5, 0xc8, 0xfd]))).toBe('张三');
    expect(csvText(new TextEncoder().encode('张三'))).toBe('张三');
  });
});

describe('cells of a spreadsheet', () => {
  test.each(['=1+1', '+cmd', '-2', '@sum', ' =x', '\t=x', '＝1', '%x', '\rx'])(
    '%j is never run as a formula',
    (cell) => {
      expect(safeCell(cell)).toBe(`'${cell}`);
    },
  );

  test('what goes out comes back', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(plainCell(safeCell(text))).toBe(text);
      }),
      {
        examples: [["'"], ['=x'], ["'=x"], ["''=x"]],
      },
    );
  });
});
