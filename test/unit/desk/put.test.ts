import { expect, test } from 'vitest';
import { put } from '../../../console/desk/words/index.ts';

test.each([
  ['{} [customer|customers]', [1], '1 customer'],
  ['{} [customer|customers]', ['1,001'], '1,001 customers'],
  ['{} of {} [conversation|conversations]', [0, 1], '0 of 1 conversation'],
  ['{} [is|are] {}', [2, '[a|b]'], '2 are [a|b]'],
  ['共 {} 位客户', [1], '共 1 位客户'],
])('“%s” with %j', (text, values, said) => expect(put(text, ...values)).toBe(said));
