import { describe, expect, it } from 'vitest';
import { SlotDefinition } from '../../../src/flows/engine/definition.ts';
import { covers, hear, looksLikeQuestion } from '../../../src/flows/engine/slots/heard.ts';
import { slotReader } from '../../../src/flows/engine/slots/slot-types.ts';

const TODAY = Temporal.PlainDate.from('2026-11-21');

function read(slot: Record<string, unknown>, text: string): unknown {
  const reading = slotReader(SlotDefinition.parse({ label: { 'zh-CN': '它', en: 'it' }, ...slot }))(
    hear(text, 'zh-CN', TODAY),
  );
  return reading?.kind === 'value' ? reading.value : reading?.kind === 'invalid' ? reading.reason : null;
}

describe('a phone slot in China', () => {
  it.each(['1380013800', '138 0013 800', '138001380001'])('knows that %s has not eleven digits', (said) => {
    expect(read({ type: 'phone' }, said)).toBe('phone-impossible');
  });
});

describe('a rating slot', () => {
  const nps = { type: 'rating', min: 0, max: 10 };
  it.each([
    ['9', 9],
    ['9分', 9],
    ['九分', 9],
    ['九', 9],
    ['nine', 9],
    ['Nine points', 9],
    ['我给 9 分吧', 9],
    ['打十分', 10],
    ['🔟', 10],
    ['9️⃣', 9],
    ['⑨', 9],
    ['９', 9],
    ['0', 0],
    ['8/10', 8],
    ['7 out of 10', 7],
    ["I'd give it an 8", 8],
  ])('reads %s as %d of ten', (said, mark) => {
    expect(read(nps, said)).toBe(mark);
  });
  it.each([
    ['⭐⭐⭐⭐', 4],
    ['★★★☆☆', 3],
    ['⭐️⭐️', 2],
    ['四星', 4],
    ['five stars', 5],
  ])('counts %s', (said, mark) => {
    expect(read({ type: 'rating', min: 1, max: 5 }, said)).toBe(mark);
  });
  it('knows the words that the flow gives it', () => {
    expect(read({ type: 'rating', words: { 很满意: 5 } }, '很满意！')).toBe(5);
  });
  it.each(['11', '-1', '十二分'])('says that %s is off the scale', (said) => {
    expect(read(nps, said)).toBe('number-out-of-range');
  });
  it('refuses half a point', () => {
    expect(read(nps, '8.5')).toBe('number-not-whole');
  });
  it.each(['我3天前买的东西还没到', '你们发货要5天吗', 'I ordered 2 chairs and got one', ''])(
    'takes no mark from a story: %s',
    (said) => {
      expect(read(nps, said)).toBeNull();
    },
  );
});

describe('an order number slot', () => {
  it.each([
    ['A1024', 'A1024'],
    ['a-1024', 'A1024'],
    ['Ａ１０２４', 'A1024'],
    ['订单A1024到哪了', 'A1024'],
    ['my order is WL20261121', 'WL20261121'],
    ['订单号 202611210007', '202611210007'],
    ['order A 1024 please', 'A1024'],
  ])('finds it in %s', (said, number) => {
    expect(read({ type: 'order_number' }, said)).toBe(number);
  });
  it.each(['13800138000', '1024', '你好', 'I paid 300'])('sees none in %s', (said) => {
    expect(read({ type: 'order_number' }, said)).toBeNull();
  });
});

describe('a phone slot', () => {
  it.each([
    '13800138000',
    '138 0013 8000',
    '138-0013-8000',
    '+86 138 0013 8000',
    '(+86)13800138000',
    '0086 13800138000',
    '１３８００１３８０００',
    '我的手机是13800138000',
    '幺三八零零幺三八零零零',
  ])('reads %s', (said) => {
    expect(read({ type: 'phone' }, said)).toBe('+8613800138000');
  });
  it('reads a landline and a foreign number', () => {
    expect(read({ type: 'phone' }, '010-62345678')).toBe('+861062345678');
    expect(read({ type: 'phone', country: 'US' }, 'call (415) 555-2671')).toBe('+14155552671');
    expect(read({ type: 'phone' }, '+44 20 7946 0958')).toBe('+442079460958');
  });
  it('says that a number cannot be one', () => {
    expect(read({ type: 'phone' }, '19999999999999')).toBe('phone-impossible');
  });
  it.each(['5678', '５６７８', '五六七八', '5 6 7 8', '5-6-7-8', 'five six seven eight', 'Five, six, seven, eight.'])(
    'takes %s for the last four digits',
    (said) => {
      expect(read({ type: 'phone', last4: true }, said)).toBe('5678');
    },
  );
  it.each(['二零二六年买的', '五六七八九', 'one two three', '五六天了'])('finds no last four digits in %s', (said) => {
    expect(read({ type: 'phone', last4: true }, said)).toBeNull();
  });
});

describe('a yes-or-no slot', () => {
  it.each(['是', '是的', '好的', '好的，谢谢', '可以', '嗯嗯', '要', 'yes', 'Yes please', 'OK!', 'sure, thanks', '👍'])(
    'hears yes in %s',
    (said) => {
      expect(read({ type: 'yes_no' }, said)).toBe(true);
    },
  );
  it.each(['不', '不用了', '不用了，谢谢', '不是', '没有', 'no', 'No, thanks', 'nope', '👎'])(
    'hears no in %s',
    (said) => {
      expect(read({ type: 'yes_no' }, said)).toBe(false);
    },
  );
  it.each(['不知道', '你们几点下班', 'what is that', '是不是要收费'])('hears neither in %s', (said) => {
    expect(read({ type: 'yes_no' }, said)).toBeNull();
  });
});

describe('a choice slot', () => {
  const slot = {
    type: 'choice',
    options: [
      { id: 'late', label: { 'zh-CN': '没收到货', en: 'Not arrived' }, match: { 'zh-CN': ['太慢'], en: ['late'] } },
      { id: 'address', label: { 'zh-CN': '地址有误', en: 'Wrong address' }, match: { 'zh-CN': ['地址写错'], en: [] } },
    ],
  };
  it.each([
    ['地址写错了', 'address'],
    ['wrong ADDRESS!', 'address'],
    ['it is late', 'late'],
    ['物流太慢了', 'late'],
  ])('finds the option in %s', (said, option) => {
    expect(read(slot, said)).toBe(option);
  });
  it('does not find a word inside another', () => {
    expect(read(slot, 'a plate')).toBeNull();
  });
});

describe('a text slot', () => {
  it('takes 5,000 characters and refuses 8,001', () => {
    expect(read({ type: 'text' }, '好'.repeat(5_000))).toHaveLength(5_000);
    expect(read({ type: 'text' }, 'x'.repeat(8_001))).toBe('text-too-long');
  });
});

describe('what a message is about', () => {
  it('tells a value with small words from a value in a sentence', () => {
    const covered = (text: string, part: string) => covers(text, text.indexOf(part), text.indexOf(part) + part.length);
    expect(covered('订单号是 A1024 哦', 'A1024')).toBe(true);
    expect(covered("it's A1024, thanks", 'A1024')).toBe(true);
    expect(covered('A1024 要几天到', 'A1024')).toBe(false);
  });
  it.each(['你们发货多久', '能不能开发票', 'how long does delivery take', 'Is it free?'])(
    'sees a question in %s',
    (text) => {
      expect(looksLikeQuestion(text)).toBe(true);
    },
  );
  it.each(['A1024', '外包装破了', 'it broke after a week'])('sees none in %s', (text) => {
    expect(looksLikeQuestion(text)).toBe(false);
  });
  it('reads eight thousand hostile characters in a blink', () => {
    const texts = [
      '1-'.repeat(4_000),
      '一'.repeat(8_000),
      '是的'.repeat(4_000),
      ' '.repeat(7_999),
      '⭐'.repeat(8_000),
      '((((1'.repeat(1_600),
    ];
    const kinds = ['text', 'choice', 'number', 'date', 'phone', 'order_number', 'yes_no', 'rating', 'media'];
    const started = performance.now();
    for (const type of kinds) for (const text of texts) read({ type }, text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
