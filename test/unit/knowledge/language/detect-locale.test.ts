import { describe, expect, test } from 'vitest';
import { detectLocale } from '../../../../src/knowledge/index.ts';

describe('the language of a text', () => {
  test.each([
    '你好',
    '在吗',
    '退',
    '繁體中文',
    '我的iphone app打不开',
    'vip会员',
    '好的ok',
    'hi 请问怎么退货',
    'KFR-35GW多少钱',
    'please 帮我退货吧谢谢',
  ])('"%s" is Chinese', (text) => expect(detectLocale(text)).toBe('zh-CN'));

  test.each([
    'hi',
    'no',
    'refund',
    'HELLO',
    'What’s up',
    'what does 保修 mean?',
    'can you 退款 for me please',
    'iPhone 15 not working',
    'ｈｅｌｌｏ there',
    'order A1024 is late',
  ])('"%s" is English', (text) => expect(detectLocale(text)).toBe('en'));

  test.each([
    'ok',
    'OK!',
    '123',
    '👍',
    '😀😀',
    'A1024',
    'E4',
    'DHL',
    'KFR-35GW/N8',
    '...',
    '',
    'https://shop.example/orders',
    'a@b.example',
    'こんにちは',
    'где заказ',
    '안녕하세요',
  ])('"%s" does not tell', (text) => expect(detectLocale(text)).toBeNull());
});
