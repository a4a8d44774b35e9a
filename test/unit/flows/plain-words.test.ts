import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseYaml } from '../../../src/content/index.ts';

const Form = z.strictObject({
  title: z.string().min(1).max(5).optional(),
  version: z.int().min(1).optional(),
  share: z.number().optional(),
  urgent: z.boolean().optional(),
  steps: z.array(z.string()).min(2).optional(),
  kind: z.enum(['say', 'ask']).optional(),
  words: z.record(z.string(), z.string()).optional(),
  own: z.string('a name of your own').optional(),
  each: z.array(z.object({ text: z.string() })).optional(),
});

test.each([
  ['title: 1', 'title: write text, in quotes: "1".'],
  ['title: ""', 'title: this is empty. Write text.'],
  ['title: abcdefgh', 'title: write at most 5 characters.'],
  ['title: [a]', 'title: write text, not a list (each entry in a line that begins with "- ").'],
  ['version: one', 'version: write a number, not text.'],
  ['version: 1.5', 'version: write a whole number, not a number.'],
  ['version: 0', 'version: write a number of at least 1.'],
  ['urgent: yes please', 'urgent: write true or false, not text.'],
  ['steps: a', 'steps: write a list (each entry in a line that begins with "- "), not text.'],
  ['steps: [a]', 'steps: write at least 2 entries.'],
  ['kind: sya', 'kind: write one of say, ask.'],
  ['words: hello', 'words: write names with values ("name: value", one in a line), not text.'],
  ['own: 1', 'own: a name of your own'],
  ['each: [{}]', 'each.0.text: this is missing. Write text.'],
])('of "%s" it is said what to write', (yaml, said) => {
  expect(parseYaml('a.yaml', yaml, Form)).toMatchObject({ problems: [{ message: said }] });
});
