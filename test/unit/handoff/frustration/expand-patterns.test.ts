import { describe, expect, it } from 'vitest';
import { expandPatterns } from '../../../../scripts/fit-request/expand-patterns.ts';

const FILE = `
# A remark.
<who> an agent|a person
+ {get|give} me <who> [please|now]
- agent fee
`;

describe('sentences by pattern', () => {
  it('are drawn from every choice, at most so many of each pattern, and the same every time', () => {
    const sentences = expandPatterns(FILE, 5);
    expect(sentences).toEqual(expandPatterns(FILE, 5));
    expect(sentences.filter(({ asks }) => !asks)).toEqual([{ text: 'agent fee', asks: false }]);
    const asking = sentences.filter(({ asks }) => asks).map(({ text }) => text);
    expect(asking.length).toBeLessThanOrEqual(5);
    for (const text of asking) expect(text).toMatch(/^(?:get|give) me (?:an agent|a person)(?: please| now)?$/);
    expect(new Set(asking).size).toBe(asking.length);
  });

  it('say which list is missing and which line is no pattern', () => {
    expect(() => expandPatterns('+ get me <who>', 1)).toThrow('<who>');
    expect(() => expandPatterns('get me an agent', 1)).toThrow('get me an agent');
  });
});
