import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, readTemplate } from '../../../../src/care/rules/template.ts';

const VARIABLES = [
  { name: 'shop', always: true },
  { name: 'name', always: false },
];

function problemsOf(text: string): readonly string[] {
  const checked = readTemplate(text, VARIABLES);
  return checked.kind === 'problems' ? checked.problems : [];
}

function filled(text: string, values: Record<string, string | null>): string | null {
  const checked = readTemplate(text, VARIABLES);
  if (checked.kind === 'problems') throw new Error(checked.problems.join());
  return fillTemplate(checked.template, values);
}

describe('a text with places', () => {
  it('is refused when it names something that is not known', () => {
    expect(problemsOf('Hello {nmae|friend}')[0]).toContain('{nmae} is not known here; known are shop, name');
  });

  it('is refused when a place may be empty and has no fallback', () => {
    expect(problemsOf('Hello {name}')[0]).toContain('{name|…}');
    expect(problemsOf('Hello {name|}')).toHaveLength(1);
    expect(problemsOf('Hello {name|friend} of {shop}')).toHaveLength(0);
  });

  it.each(['Hello {name', 'Hello name}', 'Hello {}', '{{shop}}', '{shop|a{b}'])('%s is refused', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  it('says the fallback where nothing is known, and nothing at all where a sure value is missing', () => {
    expect(filled('{name|您好}，{shop}', { shop: '暖居', name: '  ' })).toBe('您好，暖居');
    expect(filled('{shop}', { shop: null })).toBeNull();
  });

  it('lets no value become a link, formatting or a new line', () => {
    expect(filled('Dear {name|you}', { name: '[win](http://x.example)\n# *now*' })).toBe(
      'Dear \\[win\\]\\(http://x.example\\) \\# \\*now\\*',
    );
  });

  it('never leaves a brace to the reader, whatever was written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, name) => {
        const checked = readTemplate(text, VARIABLES);
        if (checked.kind === 'problems') return;
        expect(fillTemplate(checked.template, { shop: 'S', name })?.replace(/\\[{}]/g, '') ?? '').not.toMatch(/[{}]/);
      }),
    );
  });
});
