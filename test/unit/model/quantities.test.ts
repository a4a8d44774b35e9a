import { expect, test } from 'vitest';
import { quantitiesIn } from '../../../src/model/quantities.ts';

test.each([
  ['3–7 days', ['3 day', '7 day']],
  ['in three to five working days', ['3 workday', '5 workday']],
  ['3 到 7 个工作日', ['3 workday', '7 workday']],
  ['七天无理由', ['7 day']],
  ['满 1,299.50 元', ['1299.5 yuan']],
  ['¥99 or $12', ['99 yuan', '12 dollar']],
  ['3 万元', ['30000 yuan']],
  ['twenty-four hours', ['24 hour']],
  ['二十四小时', ['24 hour']],
  ['一百零五元', ['105 yuan']],
  ['two hundred euros', ['200 euro']],
  ['打八折', ['8 tenths']],
  ['九点半', ['9 clock']],
  ['一般情况下统一处理', []],
  ['model KX-200', ['200 ']],
])('%s', (text, wanted) => {
  expect(quantitiesIn(text).map(({ value, unit }) => `${value} ${unit}`)).toEqual(wanted);
});
