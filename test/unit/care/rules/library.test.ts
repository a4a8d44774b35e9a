import { cpSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { careJsonSchema } from '../../../../src/care/rules/json-schema.ts';
import { openRuleLibrary } from '../../../../src/care/rules/library.ts';
import { problemText } from '../../../../src/content/index.ts';

const SHIPPED = fileURLToPath(new URL('../../../../knowledge-base/care', import.meta.url));

const GOOD = `rule: hello
title: { zh-CN: 你好, en: Hello }
on: { birthday: {} }
audience: { tier: gold }
text:
  zh-CN: "{name|您好}，{shop}"
  en: "Dear {name|customer}, {shop}"
`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'warmline-care-'));
  writeFileSync(join(directory, 'words.yaml'), 'footer: { zh-CN: 退订, en: stop }\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function problemsOf(source: string): Promise<string[]> {
  writeFileSync(join(directory, 'hello.yaml'), source);
  return (await openRuleLibrary(directory)).problems().map(problemText);
}

describe('the shipped care rules', () => {
  it('are read without a problem and cover every occasion that is promised', async () => {
    const library = await openRuleLibrary(SHIPPED);
    expect(library.problems()).toEqual([]);
    expect(library.rules().map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([
        ...['birthday', 'anniversary', 'spring-festival', 'mid-autumn', 'after-delivery', 'visit-after-delivery'],
        ...['after-case', 'dormant', 'tips-after-purchase', 'suggestion-rewarded'],
      ]),
    );
    expect(library.words()?.footer.en).toContain('stop');
  });

  it('have the schema for editors that belongs to this code', () => {
    expect(JSON.parse(readFileSync(join(SHIPPED, 'care.schema.json'), 'utf8'))).toEqual(careJsonSchema());
  });
});

describe('a rule file', () => {
  it('that is right has no problem', async () => {
    expect(await problemsOf(GOOD)).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'an unknown variable',
      '{shop}"\n  en',
      '{coupon}"\n  en',
      /^hello\.yaml:6:10 error: \{coupon\} is not known here; known are shop, name, tier/,
    ],
    ['a place that may be empty', '{name|customer}', '{name}', /^hello\.yaml:7:7 error: \{name\} may be empty/],
    [
      'an audience that is none',
      '{ tier: gold }',
      '{ teir: gold }',
      /^hello\.yaml:4:\d+ error: audience.*expected one of all, any, not/,
    ],
    [
      'a wrong trigger',
      '{ birthday: {} }',
      '{ birthday: { days_before: 99 } }',
      /^hello\.yaml:3:\d+ error: on\.birthday\.days_before/,
    ],
    ['an unknown key', 'on:', 'colour: red\non:', /^hello\.yaml:3:\d+ error: "colour" is not known here/],
    ['a missing language', '  en: "Dear {name|customer}, {shop}"\n', '', /^hello\.yaml:6:\d+ error: text\.en/],
    ['broken YAML', 'title: {', 'title: {{', /^hello\.yaml:3:1 error: not valid YAML/],
    [
      'the topic of order messages',
      'on:',
      'topic: orders\non:',
      /^hello\.yaml:3:\d+ error: messages about own orders are alerts/,
    ],
    [
      'a holiday for everybody',
      '{ birthday: {} }\naudience: { tier: gold }',
      '{ holiday: mid-autumn }\naudience: { any: [{ tier: gold }, { everybody: true }] }',
      /error: this reaches every customer/,
    ],
  ])('with %s says so with its place', async (_what, good, bad, expected) => {
    const source = GOOD.replace(good, bad);
    expect(source).not.toBe(GOOD);
    expect((await problemsOf(source))[0]).toMatch(expected);
  });

  it('that is broken later keeps its last good rule until it is mended or deleted', async () => {
    writeFileSync(join(directory, 'hello.yaml'), GOOD);
    const library = await openRuleLibrary(directory);
    writeFileSync(join(directory, 'hello.yaml'), GOOD.replace('{shop}"\n  en', '{oops}"\n  en'));
    expect(await library.reload()).toHaveLength(1);
    expect(library.rule('hello')?.audience).toEqual({ tier: ['gold'] });
    writeFileSync(join(directory, 'hello.yaml'), GOOD.replace('tier: gold', 'tier: silver'));
    expect(await library.reload()).toHaveLength(0);
    expect(library.rule('hello')?.audience).toEqual({ tier: ['silver'] });
    unlinkSync(join(directory, 'hello.yaml'));
    await library.reload();
    expect(library.rule('hello')).toBeNull();
  });

  it('with the name of another file’s rule is refused', async () => {
    cpSync(join(SHIPPED, 'birthday.yaml'), join(directory, 'one.yaml'));
    cpSync(join(SHIPPED, 'birthday.yaml'), join(directory, 'two.yaml'));
    const library = await openRuleLibrary(directory);
    expect(library.problems().map(problemText)).toEqual([
      expect.stringMatching(/^two\.yaml:2:\d+ error: rule "birthday"/),
    ]);
  });
});
