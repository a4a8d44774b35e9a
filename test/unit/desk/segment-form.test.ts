import { expect, test } from 'vitest';
import { formOf, segmentOf } from '../../../console/desk/care/segment-form.ts';

test.each([
  [{ tier: ['gold'] }],
  [{ not: { tag: ['x'] } }],
  [{ all: [{ tier: ['gold'] }, { not: { consent: 'care' } }] }],
  [{ any: [{ orders: { at_least: 2 } }, { all: [{ tag: ['a'] }, { last_order: { never: true } }] }] }],
  [{ not: { any: [{ tag: ['a'] }, { tag: ['b'] }] } }],
])('%j is shown as a form and comes back as it was', (segment) => {
  const form = formOf(segment);
  expect(form).not.toBeNull();
  if (form) expect(segmentOf(form)).toEqual(segment);
});

test.each([
  ['nothing', null],
  ['a name that nobody knows', { colour: 'red' }],
  ['two conditions in one', { tier: ['gold'], tag: ['a'] }],
  ['an empty list', { all: [] }],
  ['not of not', { not: { not: { tag: ['a'] } } }],
])('%s is no form: it stays text', (_, segment) => expect(formOf(segment)).toBeNull());
