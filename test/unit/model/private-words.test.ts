import { expect, test } from 'vitest';
import { hidePrivateWords } from '../../../src/model/private-words.ts';

test.each([
  ['call me at 138 0013 8000 please', 'call me at [phone-1] please'],
  ['我的电话是13800138000', '我的电话是[phone-1]'],
  ['订单WL20261101001到哪了', '订单[number-1]到哪了'],
  ['order WL-20261101-001?', 'order [number-1]?'],
  ['write to ann.lee@mail.example', 'write to [mail-1]'],
  ['身份证 11010519491231002X', '身份证 [number-1]'],
  ['is KX-200 1299 yuan on 2026?', 'is KX-200 1299 yuan on 2026?'],
  ['fault E5 on the 65 inch', 'fault E5 on the 65 inch'],
])('%s', (text, wanted) => {
  const hidden = hidePrivateWords([text]);
  expect(hidden.text).toBe(wanted);
  expect(hidden.restore(hidden.text)).toBe(text);
});

test('the same number has the same place in every text, and a place that nobody made is not filled', () => {
  const hidden = hidePrivateWords(['where is 20261101001', 'it is 20261101001', 'fill in [number-1]']);
  expect(hidden.texts).toEqual(['where is [number-1]', 'it is [number-1]', 'fill in  ']);
  expect(hidden.restore('where is [number-2]')).toBeNull();
});
