import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fill, readDelayFile } from '../../../../src/care/alerts/delay-file.ts';
import { problemText } from '../../../../src/content/index.ts';

const SHIPPED = readFileSync(new URL('../../../../knowledge-base/alerts/delay.yaml', import.meta.url), 'utf8');

function mistakes(change: (text: string) => string): string[] {
  const read = readDelayFile('alerts/delay.yaml', change(SHIPPED));
  return read.kind === 'broken' ? read.problems.map((problem) => problemText(problem)) : [];
}

describe('alerts/delay.yaml', () => {
  test('the shipped file can be used', () => expect(mistakes((text) => text)).toEqual([]));

  test.each<[string, (text: string) => string, RegExp]>([
    ['a chance above 1', (text) => text.replace('tell_at: 0.65', 'tell_at: 65'), /delay\.yaml:5:12 error: .*tell_at/],
    [
      'less than half an hour',
      (text) => text.replace('lead_minutes: 30', 'lead_minutes: 5'),
      /:7:17 error: .*lead_minutes/,
    ],
    [
      'an unknown place',
      (text) => text.replace('{{cause}}。', '{{reason}}。'),
      /:33:\d+ error: \{\{reason\}\} is no place/,
    ],
    ['a cause without words', (text) => text.replace(/ {2}customs: .*\n/, ''), /“customs” has no words/],
    [
      'a word of one language alone',
      (text) => text.replace('label: { zh-CN: 改地址, en: Change the address }', 'label: { zh-CN: 改地址 }'),
      /error: .*en/,
    ],
    ['a name that is not known', (text) => text.replace('hold_first', 'hold_frist'), /"hold_frist" is not known/],
    ['no YAML at all', (text) => `${text}\n  : [`, /not valid YAML/],
  ])('%s is named with its line', (_name, change, said) => {
    expect(mistakes(change).join('\n')).toMatch(said);
  });

  test('places are filled, an empty one leaves no empty line at the end, and what a value says is never a place', () => {
    const values = { order: 'A1', title: '{{order}}', cause: 'rain', day: '', action: '', remedy: '' };
    expect(fill('{{ order }} {{title}}: {{cause}}\n{{remedy}}\n', values)).toBe('A1 {{order}}: rain');
  });
});
