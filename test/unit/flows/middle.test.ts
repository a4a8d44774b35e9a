import { describe, expect, it } from 'vitest';
import { createPlayer, kinds } from './player.ts';

/** What people do in the middle of a flow, each in both languages. */
const TONGUES = [
  {
    locale: 'zh-CN' as const,
    askProgress: '我的快递到哪了',
    two: '订单 A1025,地址写错了',
    aside: '你们发货多久',
    correct: '不对,是 A1025',
    correctLate: '不是质量,是物流的问题',
    back: '返回',
    cancel: '算了',
    person: '转人工',
    continueWord: '继续',
    otherLanguage: 'English please',
    nonsense: '哈哈哈哈',
    question: /还有别的要办吗/,
    asksWhat: /请说说发生了什么/,
    asksOrder: /是哪个订单/,
    asksWish: /希望我们怎么处理/,
    resumed: /我们接着刚才的「查订单进度」/,
    changed: /订单号已改为 A1025/,
    otherAsks: /Anything else I can do/,
    what: '沙发腿断了',
    wish: '退款',
    skip: '跳过',
  },
  {
    locale: 'en' as const,
    askProgress: 'where is my parcel',
    two: 'order A1025, the address is wrong',
    aside: 'how long does delivery take?',
    correct: 'sorry, I meant A1025',
    correctLate: 'no wait, it is about delivery',
    back: 'go back',
    cancel: 'never mind',
    person: 'talk to a human',
    continueWord: 'continue',
    otherLanguage: '说中文',
    nonsense: 'blah blah',
    question: /Anything else I can do/,
    asksWhat: /tell me what happened/,
    asksOrder: /Which order is it about/,
    asksWish: /put it right/,
    resumed: /Back to “Where is my order”/,
    changed: /order number is now A1025/,
    otherAsks: /还有别的要办吗/,
    what: 'a leg of the sofa broke',
    wish: 'a refund',
    skip: 'skip',
  },
];

describe.each(TONGUES)('in the middle of a flow, in $locale', (t) => {
  it('a message that holds two answers is asked for neither', async () => {
    const player = await createPlayer(t.locale);
    const said = await player.start('order-progress', t.two);
    expect(player.slot('order')).toBe('A1025');
    expect(player.slot('action')).toBe('address');
    expect(said).toMatch(/A1025/);
    expect(player.moved.run?.step).toBe('ask_address');
  });

  it('something else is answered elsewhere and the flow takes up where it was with one sentence', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', `A1024`);
    const said = await player.say(t.aside);
    expect(said).toBe('');
    expect(player.moved.digression).toEqual({ text: t.aside, quiet: false });
    const resumed = await player.answerElsewhere();
    expect(resumed).toMatch(t.resumed);
    expect(resumed).toMatch(t.question);
    expect(player.slot('order')).toBe('A1024');
  });

  it('an earlier answer is corrected and everything that followed from it is done anew', async () => {
    const player = await createPlayer(t.locale);
    expect(await player.start('order-progress', 'A1024')).toMatch(/A1024/);
    const said = await player.say(t.correct);
    expect(said).toMatch(t.changed);
    expect(said).toMatch(/餐桌 Table/);
    expect(player.slot('order')).toBe('A1025');
    expect(player.asked.filter((call) => call.port === 'orders.find').map((call) => call.input['order'])).toEqual([
      'A1024',
      'A1025',
    ]);
  });

  it('a correction keeps what was answered after it', async () => {
    const player = await createPlayer(t.locale);
    await player.start('complaint');
    await player.press(t.locale === 'en' ? 'Quality' : '商品质量');
    await player.say('A1024');
    expect(await player.insist(t.what)).toMatch(t.asksWish);
    const said = await player.say(t.correctLate);
    expect(player.slot('category')).toBe('delivery');
    expect(player.slot('what')).toBe(t.what);
    expect(player.slot('order')).toBe('A1024');
    expect(said).toMatch(t.asksWish);
  });

  it('going back asks the last question again and keeps its answer until there is another', async () => {
    const player = await createPlayer(t.locale);
    await player.start('complaint');
    await player.press(t.locale === 'en' ? 'Quality' : '商品质量');
    await player.say('A1024');
    const said = await player.say(t.back);
    expect(said).toMatch(/A1024/);
    expect(said).toMatch(t.asksOrder);
    expect(player.slot('order')).toBe('A1024');
    expect(await player.say('A1030')).toMatch(t.asksWhat);
    expect(player.slot('order')).toBe('A1030');
  });

  it('cancelling ends it at once and says so', async () => {
    const player = await createPlayer(t.locale);
    await player.start('complaint');
    const said = await player.say(t.cancel);
    expect(player.moved.run).toBeNull();
    expect(said).not.toBe('');
    expect(player.moved.effects.at(-1)).toMatchObject({ kind: 'complete', outcome: 'cancelled' });
  });

  it('another flow is nested, and the first goes on when it has ended', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', 'A1024');
    await player.nest('language');
    expect(player.moved.run?.flow).toBe('language');
    expect(player.moved.run?.parent?.flow).toBe('order-progress');
    const said = await player.press(t.locale === 'en' ? 'English' : '中文');
    expect(player.moved.run?.flow).toBe('order-progress');
    expect(said).toMatch(t.resumed);
    expect(player.slot('order')).toBe('A1024');
  });

  it('silence brings one reminder, then a pause, and the flow can be resumed within 24 hours', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', 'A1024');
    expect(await player.silence(5)).toMatch(t.question);
    expect(await player.silence(15)).not.toBe('');
    expect(player.moved.run?.state.kind).toBe('paused');
    expect(await player.silence(60 * 20)).toBe('');
    const said = await player.say(t.continueWord);
    expect(said).toMatch(t.question);
    expect(player.slot('order')).toBe('A1024');
  });

  it('silence for longer ends it without a word, and nothing starts it again', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', 'A1024');
    const heard: string[] = [];
    for (let hour = 0; hour < 60; hour += 1) if (player.moved.run) heard.push(await player.silence(60));
    expect(player.moved.run).toBeNull();
    expect(heard.filter((said) => said !== '')).toHaveLength(2);
  });

  it('the language is switched and the question is asked again in it', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', 'A1024');
    const said = await player.say(t.otherLanguage);
    expect(said).toMatch(t.otherAsks);
    expect(kinds(player.moved)).toContain('language');
  });

  it('a photo is kept where the flow has a place for it, and declined kindly where it has none', async () => {
    const player = await createPlayer(t.locale);
    await player.start('complaint');
    const kept = await player.photo();
    expect(player.slot('photos')).toHaveLength(1);
    expect(kept).not.toBe('');
    const other = await createPlayer(t.locale);
    await other.start('order-progress', 'A1024');
    expect(await other.photo()).toMatch(t.question);
    expect(other.moved.run?.slots).not.toHaveProperty('photos');
  });

  it('three misses bring the offer of a person, which can be taken or left', async () => {
    const player = await createPlayer(t.locale);
    await player.start('order-progress', 'A1024');
    await player.insist(t.nonsense);
    await player.insist(t.nonsense);
    await player.insist(t.nonsense);
    expect(player.moved.run?.state.kind).toBe('offered');
    expect(await player.press(t.locale === 'en' ? 'Try again' : '再试一次')).toMatch(t.question);
    await player.insist(t.nonsense);
    await player.say(t.person);
    expect(player.moved.run).toBeNull();
    expect(player.moved.effects).toContainEqual(
      expect.objectContaining({ kind: 'handoff', reason: 'asked', slots: expect.objectContaining({ order: 'A1024' }) }),
    );
  });

  it('a whole complaint is filed once, whatever is said twice', async () => {
    const player = await createPlayer(t.locale);
    await player.start('complaint', 'A1024');
    await player.press(t.locale === 'en' ? 'Quality' : '商品质量');
    await player.insist(t.what);
    await player.say(t.wish);
    await player.say(t.skip);
    expect(await player.say('138 0013 8000')).toMatch(/••••8000/);
    const said = await player.press(t.locale === 'en' ? 'Yes' : '是');
    expect(said).toMatch(/C-20261121-0001/);
    expect(player.asked.filter((call) => call.port === 'complaints.open')).toHaveLength(1);
    expect(player.asked[0]?.input).toMatchObject({
      order: 'A1024',
      category: 'quality',
      what: t.what,
      wish: 'refund',
      contact: '+8613800138000',
      photos: null,
    });
  });
});

describe('who says what they want with the first word', () => {
  it.each([
    ['zh-CN', '别再给我发短信了', false],
    ['zh-CN', '别发了', false],
    ['zh-CN', '你们天天发广告烦死了 不要再发了', false],
    ['en', 'stop texting me', false],
    ['zh-CN', '我想订阅优惠消息', true],
  ] as const)('is not asked once more about messages (%s, %s)', async (locale, said, granted) => {
    const player = await createPlayer(locale);
    expect(player.flows.library.cued(said)).toBe('care-messages');
    await player.start('care-messages', said);
    expect(player.moved.run).toBeNull();
    expect(player.moved.effects).toContainEqual(expect.objectContaining({ kind: 'consent', granted }));
  });

  it.each([
    ['zh-CN', '订阅'],
    ['en', 'subscribe'],
  ] as const)('may come back with one word where they are asked (%s)', async (locale, said) => {
    const player = await createPlayer(locale);
    await player.start('care-messages');
    await player.say(said);
    expect(player.moved.effects).toContainEqual(expect.objectContaining({ kind: 'consent', granted: true }));
  });

  it.each([
    ['en', 'can you speak chinese', 'zh-CN'],
    ['zh-CN', '可以说英文吗', 'en'],
  ] as const)('is not asked once more about the language (%s)', async (locale, said, wanted) => {
    const player = await createPlayer(locale);
    await player.start('language', said);
    expect(player.moved.effects).toContainEqual(expect.objectContaining({ kind: 'language', locale: wanted }));
    expect(player.moved.run).toBeNull();
  });
});

describe('at an order', () => {
  it.each([
    'its A-1024',
    'my order number is A1024',
    '我的单号是A1024',
    'A1024 5678',
    'a1024，尾号5678',
    'A1024 phone ends with 5678',
    'wheres my parcel',
    '催一下我的訂單',
    '查单 13800005678',
    '帮我查个单',
  ])('it begins with %s', async (said) => {
    const { flows } = await createPlayer('zh-CN');
    expect(flows.library.cued(said)).toBe('order-progress');
  });

  it.each([
    ['zh-CN', 'A9999 尾号 5678'],
    ['zh-CN', 'Ａ９９９９，５６７８'],
    ['en', 'A9999 5678'],
    ['en', "it's A9999, phone ends with 5678"],
  ] as const)('who says number and four digits at once is asked for neither (%s, %s)', async (locale, said) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', said);
    expect(player.asked.at(-1)?.input).toMatchObject({ order: 'A9999', phone4: '5678' });
  });

  it('a whole phone number says the four digits, too', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('order-progress', '查单 13800005678，单号 A9999');
    expect(player.asked.at(-1)?.input).toMatchObject({ order: 'A9999', phone4: '5678' });
  });

  it.each(['A9999 我付了 5678 元', '5678'])('other digits are no part of a phone (%s)', async (said) => {
    const player = await createPlayer('zh-CN');
    await player.start('order-progress', said);
    expect(player.slot('phone4')).toBeUndefined();
  });

  it.each([
    ['zh-CN', '啥时候能到啊', /11月25日/],
    ['zh-CN', '怎么还没到', /11月25日/],
    ['zh-CN', '什麼時候到？', /11月25日/],
    ['en', 'when will it be here?', /25 Nov/],
    ['en', 'why so late', /25 Nov/],
  ] as const)('its own day is said to who asks when it comes (%s, %s)', async (locale, asks, day) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', 'A1024');
    expect(await player.say(asks)).toMatch(day);
    expect(player.moved.run?.step).toBe('menu');
  });

  it.each([
    ['zh-CN', '取消', /订单没有变动.*取消订单/],
    ['zh-CN', '算了，不取消了', /订单没有变动/],
    ['en', 'actually never mind, keep it', /order stays as it is/],
    ['en', 'cancel it', /order stays as it is.*cancel my order/],
  ] as const)(
    'who leaves the talk is not left to believe that the order is cancelled (%s, %s)',
    async (locale, leave, said) => {
      const player = await createPlayer(locale);
      await player.start('order-progress', 'A1024');
      expect(await player.say(leave)).toMatch(said);
      expect(player.moved.run).toBeNull();
    },
  );
});

describe('at the menu of an order', () => {
  it.each(['嗯嗯', 'ok cool', 'fine'])('a word that only says "heard" ends it kindly (%s)', async (said) => {
    const player = await createPlayer('en');
    await player.start('order-progress', 'A1024');
    await player.acknowledge(said);
    expect(player.moved.run).toBeNull();
    expect(player.shown.join()).toMatch(/have a good day/);
  });

  it('"yes" wants something more, and is asked what', async () => {
    const player = await createPlayer('en');
    await player.start('order-progress', 'A1024');
    expect(await player.acknowledge('yes')).toMatch(/What would you like to do/);
  });

  it.each([
    ['zh-CN', '什么时候', /11月25日/],
    ['en', 'when', /25 Nov/],
  ] as const)('a single word asks for the day (%s, %s)', async (locale, asks, day) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', 'A1024');
    expect(await player.say(asks)).toMatch(day);
  });

  it.each([
    ['zh-CN', 'A1025', '取消订单', /确定要取消吗/],
    ['zh-CN', 'A1025', '那我不要了，退了', /确定要取消吗/],
    ['en', 'A1025', 'cancel my order', /Shall I pass that on/],
    ['zh-CN', 'A1024', '那我不要了，退了', /拒收/],
    ['en', 'A1024', "I don't want it any more", /refuse at the door/],
  ] as const)('who does not want it any more is told the way (%s, %s, %s)', async (locale, order, said, way) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', order);
    expect(await player.say(said)).toMatch(way);
    expect(player.asked.map(({ port }) => port)).not.toContain('orders.cancel');
  });

  it('an order is cancelled for who is sure, once', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('order-progress', 'A1025');
    await player.say('取消订单');
    expect(await player.say('是的')).toMatch(/申请已经提交/);
    const asked = player.asked.filter(({ port }) => port === 'orders.cancel');
    expect(asked).toMatchObject([{ input: { order: 'A1025' } }]);
  });
});

describe('a question that may be passed over', () => {
  it.each(['不用', '先不留了', '不知道', '没事', 'no', 'fine', 'not now', "I don't know", "don't have one"])(
    'is passed over with “%s”',
    async (said) => {
      const player = await createPlayer('zh-CN');
      await player.start('complaint', '商品质量');
      await player.insist(said);
      expect(player.moved.run?.step).toBe('ask_what');
    },
  );
});

describe('a wish in a complaint', () => {
  it.each(['换个新的', '给我换新', 'a new one please'])('is heard in %s', async (said) => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint', '订单 A1024 沙发质量太差，坐垫塌了，弹簧都戳出来了');
    await player.say(said);
    expect(player.slot('wish')).toBe('replace');
  });
});

describe('traditional characters', () => {
  it('are heard as simplified ones, and kept where words are kept', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint');
    await player.say('質量');
    await player.say('跳過');
    await player.say('沙發腿斷了，請盡快處理');
    expect(player.slot('category')).toBe('quality');
    expect(player.slot('what')).toBe('沙發腿斷了，請盡快處理');
  });
});

describe('where words are asked for', () => {
  it.each([
    ['zh-CN', '改地址', '我要投诉！'],
    ['en', 'change the address', 'I want to complain.'],
  ] as const)('the sentence that starts another flow is no answer (%s)', async (locale, move, other) => {
    const player = await createPlayer(locale);
    await player.start('order-progress', 'A1025');
    await player.say(move);
    expect(player.moved.run?.step).toBe('ask_address');
    expect(await player.say(other)).toBe('');
    expect(player.moved.digression).toEqual({ text: other, quiet: false });
    expect(player.slot('address')).toBeUndefined();
  });

  it.each([
    ['zh-CN', '我的快递一直没到，客服也不理我'],
    ['en', 'my parcel has not come and nobody answers me'],
  ] as const)('a story stays a story, though it speaks of something that has a flow (%s)', async (locale, story) => {
    const player = await createPlayer(locale);
    await player.start('complaint', 'A1024');
    await player.press(locale === 'en' ? 'Delivery' : '物流配送');
    await player.insist(story);
    expect(player.slot('what')).toBe(story);
  });
});

describe('what customers said once', () => {
  it.each([
    ['zh-CN', '收到的沙发腿是断的，包装也破了', '主要'],
    ['en', 'the leg of the sofa is broken and the box too', 'What is it'],
  ] as const)(
    'a story told at the first question of a complaint is not asked for again (%s)',
    async (locale, story, first) => {
      const player = await createPlayer(locale);
      expect(await player.start('complaint', 'A1024')).toContain(first);
      await player.say(story);
      expect(player.slot('category')).toBe('quality');
      expect(player.slot('what')).toBe(story);
      expect(player.moved.run?.step).toBe('ask_wish');
    },
  );

  it('an opening that tells it all leaves only what is missing', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint', '订单 A1024 收到的沙发腿断了，我要投诉');
    expect(player.moved.run?.step).toBe('ask_wish');
  });

  it.each(['A1026, no wait, A1024', 'A1026，不对，是 A1024'])('“%s” is the number that was said last', async (text) => {
    const player = await createPlayer('en');
    await player.start('complaint');
    await player.press('Quality');
    await player.say(text);
    expect(player.slot('order')).toBe('A1024');
  });

  it.each(['不用了', '没有', '没有了', 'no', 'no thanks'])('“%s” passes over what is optional', async (text) => {
    const player = await createPlayer('en');
    await player.start('complaint');
    await player.press('Quality');
    await player.say(text);
    expect(player.moved.run?.step).toBe('ask_what');
  });

  it('a number alone, where the story is asked for again, changes the order and not the story', async () => {
    const player = await createPlayer('en');
    await player.start('complaint', 'A1024');
    await player.say('the leg of the sofa is broken and the box too');
    await player.say('back');
    await player.say('A1030');
    expect(player.slot('order')).toBe('A1030');
    expect(player.slot('what')).toBe('the leg of the sofa is broken and the box too');
  });

  it('words are kept with their own punctuation', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint', 'A1024');
    await player.press('商品质量');
    await player.insist('沙发的腿断了，客服也不回复。');
    expect(player.slot('what')).toBe('沙发的腿断了，客服也不回复。');
  });
});

describe('an account of what happened', () => {
  it.each([
    ['1234', /数字和符号/],
    ['？？？', /数字和符号|再多说一点/],
    ['不知道', /一两句话/],
    ["I don't know", /一两句话/],
  ])('is more than “%s”', async (said, answer) => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint', 'A1024');
    await player.say('商品质量');
    expect(await player.insist(said)).toMatch(answer);
    expect(player.slot('what')).toBeUndefined();
    await player.insist('桌腿断了');
    expect(player.slot('what')).toBe('桌腿断了');
  });

  it('that is told at another question is kept, and not asked for again', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint');
    await player.say('商品质量');
    expect(await player.insist('我已经等了三个星期了，打了五次电话都没人处理')).toMatch(/记下了/);
    await player.say('跳过');
    expect(player.moved.run?.step).toBe('ask_wish');
    expect(player.slot('what')).toMatch(/三个星期/);
  });

  it('says its day without a gap before 前', async () => {
    const player = await createPlayer('zh-CN');
    await player.start('complaint', 'A1024 沙发质量太差，坐垫塌了，弹簧都戳出来了');
    await player.say('退款');
    await player.say('跳过');
    await player.say('跳过');
    expect(await player.say('是')).toMatch(/日前给出处理结果/);
  });
});
