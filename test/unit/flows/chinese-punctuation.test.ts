import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { FLOWS_DIRECTORY } from './player.ts';

/** What customers say, and patterns for it, may be written in any way. */
const HEARD = new Set(['match', 'examples', 'cues']);
const HALF_WIDTH = /\p{Script=Han}[,?!:;()]|[,?!;()]\p{Script=Han}/u;

function chineseIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(chineseIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === 'zh-CN') return [value].flat().map(String);
    return HEARD.has(name) ? [] : chineseIn(value);
  });
}

test('the Chinese sentences of the shipped flows have Chinese punctuation', () => {
  const files = readdirSync(FLOWS_DIRECTORY).filter((name) => name.endsWith('.yaml'));
  const sentences = files.flatMap((file) => chineseIn(parse(readFileSync(join(FLOWS_DIRECTORY, file), 'utf8'))));
  const bare = sentences.map((sentence) => sentence.replace(/\{[^}]*\}/g, 'X'));
  expect(bare.length).toBeGreaterThan(200);
  expect(bare.filter((sentence) => HALF_WIDTH.test(sentence))).toEqual([]);
});
