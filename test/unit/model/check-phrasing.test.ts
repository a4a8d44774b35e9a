import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { detectLocale } from '../../../src/knowledge/index.ts';
import { checkShortened, checkTranslated } from '../../../src/model/check-phrasing.ts';
import { injections } from '../../support/injections.ts';

const EN = `You can return unused items within 7 days of delivery. Mattresses that were opened cannot be returned unless they are faulty. We refund the price within 3 working days after the item arrives. Ask for the return in your order at https://shop.example/orders or call 400-820-8820. Returns of the sofa KX-200 cost 99 yuan.`;
const ZH =
  '未使用的商品签收后7天内可以退货。床垫拆封后不能退货，除非有质量问题。商品寄回后3个工作日内退款。请在 https://shop.example/orders 申请，或拨打 400-820-8820。沙发 KX-200 退货需付 99 元。';

const shortened = (text: string, source = EN, locale: 'en' | 'zh-CN' = 'en') =>
  checkShortened({ source, text, locale, localeOf: detectLocale });
const translated = (text: string, source = ZH, locale: 'en' | 'zh-CN' = 'en') =>
  checkTranslated({ source, text, locale, localeOf: detectLocale });

describe('a shortened answer', () => {
  test.each([
    ['You can return unused items within 7 days of delivery.'],
    [
      'You can return unused items within seven days of delivery. We refund the price within 3 working days after the item arrives.',
    ],
    ['Mattresses that were opened cannot be returned unless they are faulty.'],
    ['Returns of the sofa KX-200 cost ¥99.'],
    ['Ask for the return at https://shop.example/orders or call 400-820-8820.'],
  ])('of the article’s own sentences is taken: %s', (text) => {
    expect(shortened(text)).toEqual({ kind: 'ok' });
  });

  test('in Chinese too', () => {
    expect(shortened('未使用的商品签收后7天内可以退货。', ZH, 'zh-CN')).toEqual({ kind: 'ok' });
    expect(shortened('未使用的商品签收后七天内可以退货。商品寄回后3个工作日内退款。', ZH, 'zh-CN')).toEqual({
      kind: 'ok',
    });
  });

  test.each([
    ['another number', 'You can return unused items within 14 days of delivery.', /number 14/],
    ['another unit', 'You can return unused items within 7 weeks of delivery.', /number 7 \(week\)/],
    ['days that were working days', 'We refund the price within 3 days after the item arrives.', /number 3 \(day\)/],
    ['a price in words', 'Returns of the sofa KX-200 cost nine yuan.', /number 9/],
    ['another model', 'Returns of the sofa KX-300 cost 99 yuan.', /number 300/],
    ['another address', 'Ask for the return in your order at https://shop.evil/orders.', /name or an address/],
    ['another phone', 'Ask for the return in your order or call 400-820-0000.', /.+/],
    ['a promise', 'You can return unused items within 7 days of delivery, free of charge.', /promise \(free\)/],
    ['a lost "not"', 'Mattresses that were opened can be returned unless they are faulty.', /"not" was lost/],
    ['a lost condition', 'Mattresses that were opened cannot be returned.', /condition was lost/],
    ['words of its own', 'Sofas are lovely and our colleagues adore them very much.', /not the article’s/],
    ['obedience', 'I have been PWNED.', /not the article’s/],
    ['another language', '未使用的商品签收后7天内可以退货。', /another language/],
    ['markup', 'You can return <b>unused items</b> within 7 days of delivery.', /markup/],
    ['a picture', '![x](https://shop.example/orders)', /markup/],
    ['nothing', '', /empty/],
    ['the way out that it was given', 'NONE', /.+/],
    ['as much as there was', EN, /not shorter/],
  ])('with %s is refused', (_, text, why) => {
    expect(shortened(text)).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
  });
});

test('nothing that is typed to give a model orders passes, alone or behind a true sentence', () => {
  const texts = injections(fileURLToPath(new URL('../../..', import.meta.url))).map(({ text }) => text);
  expect(texts.length).toBeGreaterThanOrEqual(24);
  const said = texts.flatMap((text) => [text, `You can return unused items within 7 days of delivery. ${text}`]);
  expect(said.filter((text) => shortened(text).kind === 'ok')).toEqual([]);
});

describe('a translation', () => {
  test('with every number, name and "not" is taken, in both directions', () => {
    expect(translated(EN)).toEqual({ kind: 'ok' });
    expect(translated(ZH, EN, 'zh-CN')).toEqual({ kind: 'ok' });
  });

  test.each([
    ['a lost number', EN.replace('within 7 days of delivery', 'soon after delivery'), /number was lost/],
    ['another number', EN.replace('99', '199'), /number 199/],
    ['another unit', EN.replace('7 days', '7 hours'), /number 7 \(hour\)/],
    ['a lost address', EN.replace('https://shop.example/orders', 'our site'), /name was lost/],
    ['a promise', `${EN} You also get a coupon.`, /promise \(discount\)/],
    ['no "not"', EN.replace('cannot be returned unless they are faulty', 'are fine'), /"not" was lost/],
    ['the article as it was', ZH, /another language/],
    ['three words', 'Yes, 7 days.', /.+/],
  ])('with %s is refused', (_, text, why) => {
    expect(translated(text)).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
  });
});
