import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_SEGMENT, readSegment, SEGMENT_CONDITIONS } from '../../../src/customers/index.ts';

function problemsOf(value: unknown): readonly { at: string; message: string }[] {
  const read = readSegment(value);
  return read.kind === 'problems' ? read.problems : [];
}

describe('reading a segment', () => {
  test('one value stands for a list of one, and tags are written as they are stored', () => {
    expect(readSegment({ all: [{ tier: 'core' }, { tag: ['Style-Nordic', '有宠物'] }] })).toEqual({
      kind: 'segment',
      segment: { all: [{ tier: ['core'] }, { tag: ['style-nordic', '有宠物'] }] },
    });
  });

  test.each([
    ['a misspelt condition', { teir: 'core' }, 'teir', /expected one of/],
    [
      'a misspelt condition deep inside',
      { all: [{ tier: 'core' }, { not: { tagg: 'x' } }] },
      'all.1.not.tagg',
      /expected/,
    ],
    ['two conditions in one', { tier: 'core', tag: 'x' }, '', /one condition each/],
    ['an empty list', { any: [] }, 'any', /1–30/],
    ['a bound that is nobody', { orders: { at_least: 5, at_most: 2 } }, 'orders', /nobody/],
    ['no bound', { spent: {} }, 'spent', /at_least/],
    ['a time that says nothing', { last_order: {} }, 'last_order', /within_days/],
    ['a negative number of days', { active: { within_days: -1 } }, 'active.within_days', />=0/],
    ['a month that is none', { birthday: { month: 13 } }, 'birthday.month', /<=12/],
    ['a tag without letters', { tag: '=()' }, 'tag.0', /letters/],
    ['a topic that is none', { consent: 'Care!' }, 'consent', /topic/],
    ['a text', 'core', '', /expected a condition/],
    ['nothing', null, '', /expected a condition/],
  ])('%s is refused with its place and what was expected', (_name, value, at, message) => {
    expect(problemsOf(value)).toEqual([{ at, message: expect.stringMatching(message) }]);
  });

  test('all problems are told at once', () => {
    expect(
      problemsOf({ all: [{ teir: 'x' }, { orders: {} }, { any: [{ consent: 1 }] }] }).map((each) => each.at),
    ).toEqual(['all.0.teir', 'all.1.orders', 'all.2.any.0.consent']);
  });

  test('what is too large or too deep is refused', () => {
    const many = {
      all: Array.from({ length: 10 }, () => ({ any: Array.from({ length: 10 }, () => ({ tier: 'a' })) })),
    };
    expect(problemsOf(many)[0]?.message).toContain(String(LARGEST_SEGMENT));
    let deep: unknown = { tier: 'a' };
    for (let each = 0; each < 5_000; each += 1) deep = { not: deep };
    expect(problemsOf(deep)[0]?.message).toMatch(/deep/);
  });

  test('any JSON is either a segment or has problems with words', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...SEGMENT_CONDITIONS), fc.jsonValue(), { maxKeys: 2 }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const read = readSegment(value);
        if (read.kind === 'problems') for (const problem of read.problems) expect(problem.message).not.toBe('');
        else expect(readSegment(read.segment)).toEqual(read);
      }),
    );
  });
});
