import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locale } from '../../src/core/index.ts';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import { settleOrderRequest } from '../../src/customers/index.ts';
import { COMPLAINT_CLOCKS, createComplaintDesk, openFlowLibrary, PORTS, planInvite } from '../../src/flows/index.ts';
import { type Customer, openShop, type Shop } from '../support/customer.ts';
import { FLOWS_DIRECTORY } from '../unit/flows/player.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What a customer says and what must come back, in their language. */
const WORDS = {
  'zh-CN': {
    where: '我的快递到哪了',
    asksNumber: '请告诉我订单号',
    asksPhone: '手机号的后四位',
    faq: '多久能送到？',
    faqAnswer: '3–7 天',
    back: '我们接着刚才的「查订单进度」',
    delivering: '现在：**派送中**',
    preparing: '现在：**备货中**',
    correct: '不对，是 A1025',
    move: '改地址',
    asksAddress: '请发新的收货地址',
    address: '上海市徐汇区漕溪路 100 号 3 栋 502，王女士',
    wrongAddress: '上海市徐汇区漕溪路 10 号',
    reworded: '不对，应该是上海市徐汇区漕溪路 100 号 3 栋 502，王女士',
    yes: '是',
    confirmed: '已改成新地址',
    moved: '新地址已经提交',
    cancel: '取消',
    cancelled: '您的订单没有变动',
    otherLanguage: 'English',
    inOther: 'What is the order number?',
    goBack: '返回',
    reminder: '还在吗？',
    paused: '24 小时内说一声“继续”',
    resume: '继续',
    notFound: '没有找到与订单号和手机尾号都相符的订单',
    locked: '15 分钟后才能再查',
    person: '找同事',
    complain: '我要投诉',
    asksKind: '主要是哪方面的问题？',
    story: '收到的沙发腿是断的，包装也破了',
    asksWish: '您希望我们怎么处理？',
    wish: '退款',
    asksPhotos: '最多 6 张',
    skip: '跳过',
    asksContact: '方便留个联系电话吗？',
    asksCheck: '请核对',
    registered: '已登记，编号',
    joined: '不用重复登记',
    status: '我的投诉怎么样了',
    waiting: '已登记，等待处理',
    thanks: '知道了',
    unsolved: '没有解决',
    stillWrong: '换来的沙发还是坏的',
    reopened: '已重新打开',
    low: '2分',
    askWhy: '是哪里没做好？',
    why: '等了太久',
    offersPerson: '要请一位同事和您聊聊吗？',
    best: '最让您满意的是什么？',
  },
  en: {
    where: 'where is my order?',
    asksNumber: 'What is the order number?',
    asksPhone: 'last four digits',
    faq: 'How long does delivery take?',
    faqAnswer: '2–4 days',
    back: 'Back to “Where is my order”',
    delivering: 'Now: **Out for delivery**',
    preparing: 'Now: **Preparing**',
    correct: 'sorry, I meant A1025',
    move: 'change the address',
    asksAddress: 'Please send the new address',
    address: '12 Garden Road, Flat 3, Shanghai 200030, Ms Wang',
    wrongAddress: '11 Garden Road, Shanghai',
    reworded: 'sorry, I meant 12 Garden Road, Flat 3, Shanghai 200030, Ms Wang',
    yes: 'yes',
    confirmed: 'is confirmed',
    moved: 'on its way to the warehouse',
    cancel: 'cancel',
    cancelled: 'your order stays as it is',
    otherLanguage: '中文',
    inOther: '请告诉我订单号',
    goBack: 'back',
    reminder: 'Still there?',
    paused: 'Say “continue” within 24 hours',
    resume: 'continue',
    notFound: 'I found no order that matches',
    locked: 'look again in 15 minutes',
    person: 'A colleague',
    complain: 'I want to complain',
    asksKind: 'What is it about?',
    story: 'the leg of the sofa is broken and the box was open',
    asksWish: 'What would put it right',
    wish: 'refund',
    asksPhotos: 'send up to 6',
    skip: 'skip',
    asksContact: 'leave a phone number?',
    asksCheck: 'Please check',
    registered: 'It is registered as',
    joined: 'is still open, so I have added',
    status: 'what about my complaint?',
    waiting: 'registered, waiting to be dealt with',
    thanks: "thanks, that's all",
    unsolved: 'It is not solved',
    stillWrong: 'the new sofa is broken as well',
    reopened: 'It is open again',
    low: 'two',
    askWhy: 'What went wrong?',
    why: 'I waited far too long',
    offersPerson: 'talk to a colleague about it?',
    best: 'What did you like best?',
  },
} as const;

const WAYS = [
  ['telegram', 'zh-CN'],
  ['telegram', 'en'],
  ['web', 'zh-CN'],
  ['web', 'en'],
] as const;

/** A customer of one way, who has asked where the order is. */
interface Guest {
  customer: Customer;
  where: (typeof WAYS)[number][0];
  locale: Locale;
  t: (typeof WORDS)[Locale];
  conversation: ConversationId;
  id: CustomerId;
  /** An order that only this way asks about. */
  own: string;
}

/** Every scene is played in all ways at once, so that one kill -9 hits four conversations in the middle. */
describe('guided flows in the running product, by Telegram and in the web chat, in Chinese and English', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    await shop.feeds([
      { number: 'A1024', stage: 'delivering', title: 'Sofa', phone: '13800005678' },
      { number: 'A1025', stage: 'preparing', title: 'Table', phone: '13800005678' },
      { number: 'B2000', stage: 'shipped', title: 'Lamp', phone: '13900009999' },
    ]);
  }, 300_000);
  afterAll(() => shop?.close());

  /** New customers, one for each way, whom the bot has asked for an order number. */
  async function guests(): Promise<readonly Guest[]> {
    const met: Guest[] = [];
    for (const [index, [where, locale]] of WAYS.entries()) {
      const customer = await shop.customer(where, locale);
      const t = WORDS[locale];
      expectSaid(customer, await customer.says(t.where), t.asksNumber);
      const row = await shop.storage.db
        .selectFrom('conversations')
        .select(['id', 'customer_id'])
        .orderBy('last_message_at', 'desc')
        .executeTakeFirstOrThrow();
      const conversation = ConversationId.parse(row.id);
      met.push({
        customer,
        where,
        locale,
        t,
        conversation,
        id: CustomerId.parse(row.customer_id),
        own: `N${index}000`,
      });
    }
    return met;
  }

  /** Everybody does it at the same time; a failure says whose it was. */
  async function each(all: readonly Guest[], act: (guest: Guest) => Promise<void>): Promise<void> {
    const done = await Promise.allSettled(all.map(act));
    for (const [index, { where, locale }] of all.entries()) {
      const one = done[index];
      if (one?.status !== 'rejected') continue;
      if (one.reason instanceof Error) one.reason.message = `by ${where} in ${locale}: ${one.reason.message}`;
      throw one.reason;
    }
  }

  /** The markup that Telegram has taken out of the text is not looked for. */
  function expectSaid(customer: Customer, said: string, ...wanted: string[]): void {
    for (const words of wanted) {
      expect(said).toContain(customer.channel === 'telegram' ? words.replaceAll('**', '') : words);
    }
  }

  test('an order is found and corrected, something else is answered in between, and kill -9 costs nothing', async () => {
    const all = await guests();
    await each(all, async ({ customer, t }) => {
      expectSaid(customer, await customer.says('A1024'), t.asksPhone);
      expectSaid(customer, await customer.says(t.faq), t.faqAnswer, t.back, t.asksPhone);
      const card = await customer.says('5678');
      expectSaid(customer, card, t.delivering);
      expect(card.split('\n').length, 'the facts stand in lines').toBeGreaterThan(3);
      expectSaid(customer, await customer.says(t.correct), 'A1025', t.preparing);
      expectSaid(customer, await customer.says(t.move), t.asksAddress);
    });
    await shop.killAndRestart();
    await each(all, async ({ customer, t }) => {
      expect(await customer.hears(), 'a restart says nothing by itself').toBe('');
      expectSaid(customer, await customer.says(t.wrongAddress), t.wrongAddress);
      expectSaid(customer, await customer.says(t.reworded), t.address);
    });
    await shop.killAndRestart();
    await each(all, async ({ customer, t, id }) => {
      const moved = await customer.says(t.yes);
      expectSaid(customer, moved, t.moved);
      expect(moved, 'nothing is asked twice').not.toContain(t.asksAddress);
      const [wish, ...more] = await shop.storage.db
        .selectFrom('order_requests')
        .select(['id', 'detail'])
        .where('customer_id', '=', id)
        .execute();
      expect(wish?.detail).toBe(t.address);
      expect(more).toEqual([]);
      const settled = { outcome: 'done' as const, reply: '', actor: 'agent-1', now: shop.now() };
      await shop.storage.transact((tx) => settleOrderRequest(tx, wish?.id ?? '', settled));
      expectSaid(customer, await customer.waits(), t.confirmed);
    });
  });

  test('a stranger’s number and no number at all are answered alike, and the sixth try finds the door locked', async () => {
    await each(await guests(), async ({ customer, where, locale, t }) => {
      const stranger = async (number: string, asked: Customer) =>
        `${await asked.says(number)}\n${await asked.says('0000')}`;
      const real = await stranger('B2000', customer);
      const other = await shop.customer(where, locale);
      await other.says(t.where);
      expect(real).toContain(t.notFound);
      expect(await stranger('Z9999', other)).toBe(real);
      for (let miss = 0; miss < 4; miss += 1) {
        await customer.says(`Z900${miss}`);
        expectSaid(customer, await customer.says('0000'), t.notFound);
      }
      await customer.says('B2000');
      const locked = await customer.says('9999');
      expectSaid(customer, locked, t.locked);
      expect(locked).toContain(`[${t.person}]`);
    });
  });

  test('a complaint is told once, survives kill -9, is joined, answered, and reopened', async () => {
    const all = await guests();
    await each(all, async ({ customer, where, t }) => {
      await customer.says('A1024');
      await customer.says('5678');
      expectSaid(customer, await customer.says(t.complain), t.asksKind);
      expectSaid(customer, await customer.says(t.story), t.asksWish);
      expectSaid(customer, await customer.says(t.wish), t.asksPhotos);
      if (where === 'telegram') await customer.sendsPhoto();
      expectSaid(customer, await customer.says(t.faq), t.faqAnswer, t.asksPhotos.slice(0, 2));
      expectSaid(customer, await customer.says(t.skip), t.asksContact);
    });
    await shop.killAndRestart();
    await each(all, async ({ customer, t }) => {
      expectSaid(customer, await customer.says(t.skip), t.asksCheck, 'A1024', t.story);
      expectSaid(customer, await customer.says(t.goBack), t.asksContact);
      expectSaid(customer, await customer.says(t.skip), t.asksCheck);
    });
    await shop.killAndRestart();
    const numbers = new Map<Guest, string>();
    await each(all, async (guest) => {
      const { customer, where, t, id } = guest;
      const registered = await customer.says(t.yes);
      expectSaid(customer, registered, t.registered);
      const number = /C-\d{8}-\d{4}/.exec(registered)?.[0] ?? '';
      numbers.set(guest, number);
      expectSaid(customer, await customer.says(t.status), number, t.waiting);
      await customer.says(t.thanks);

      await customer.says(`${t.complain} A1024`);
      await customer.says(t.story);
      await customer.says(t.wish);
      await customer.says(t.skip);
      await customer.says(t.skip);
      expectSaid(customer, await customer.says(t.yes), t.joined, number);
      const complaints = await shop.storage.db
        .selectFrom('complaints')
        .select(['number', 'photos'])
        .where('customer_id', '=', id)
        .execute();
      expect(complaints.map((row) => row.number)).toEqual([number]);
      expect(JSON.parse(complaints[0]?.photos ?? '[]')).toHaveLength(where === 'telegram' ? 1 : 0);
      await customer.says(t.thanks);
    });
    const desk = createComplaintDesk(shop.storage, { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' });
    for (const number of numbers.values())
      await desk.resolve(number, 'A new sofa', { key: `resolve-${number}`, actor: 'agent-1', now: shop.now() });
    await each(all, async (guest) => {
      const { customer, t } = guest;
      expectSaid(customer, await customer.waits(), numbers.get(guest) ?? '', 'A new sofa');
      await customer.says(t.status);
      await customer.says(t.unsolved);
      expectSaid(customer, await customer.says(t.stillWrong), t.reopened);
    });
  });

  test('it can be cancelled, spoken of in another language, and left alone for a while', async () => {
    const all = await guests();
    await each(all, async ({ customer, locale, t }) => {
      expectSaid(customer, await customer.says(t.otherLanguage), t.inOther);
      await customer.says(locale === 'en' ? 'English' : '中文');
      expectSaid(customer, await customer.says(t.cancel), t.cancelled);
      expectSaid(customer, await customer.says(t.where), t.asksNumber);
    });
    shop.passes(6 * MINUTE);
    await each(all, async ({ customer, t }) => expectSaid(customer, await customer.waits(), t.reminder));
    shop.passes(30 * MINUTE);
    await each(all, async ({ customer, t }) => expectSaid(customer, await customer.waits(), t.paused));
    shop.passes(20 * 60 * MINUTE);
    await each(all, async ({ customer, t }) => {
      const resumed = await customer.says(t.resume);
      expectSaid(customer, resumed, t.asksNumber);
      expect(resumed).not.toContain(t.reminder);
    });
  });

  test('surveys come when they are due: a low mark is asked why and offered a person, a promoter is tagged', async () => {
    const all = await guests();
    const orders = all.map(({ own }) => ({ number: own, stage: 'delivering', phone: '13700001111' }));
    await shop.feeds(orders);
    await each(all, async ({ customer, own, t }) => {
      await customer.says(own);
      await customer.says('1111');
      await customer.says(t.cancel);
    });
    await shop.feeds(orders.map((order) => ({ ...order, stage: 'delivered' })));
    shop.passes(5 * DAY + MINUTE);
    await each(all, async ({ customer, id, t }) => {
      await customer.waits();
      expectSaid(customer, await customer.says('10'), t.best);
      await customer.says(t.skip);
      const tags = await shop.storage.db
        .selectFrom('customer_tags')
        .select('tag')
        .where('customer_id', '=', id)
        .execute();
      expect(tags.map((row) => row.tag)).toContain('nps-promoter');
    });

    const library = await openFlowLibrary({ directory: FLOWS_DIRECTORY, timeZone: 'Asia/Shanghai', ports: PORTS });
    const csat = library.flow('csat');
    if (csat === null) throw new Error('csat is shipped');
    for (const { id: customer, conversation, own } of all) {
      const wish = { customer, conversation, occasion: `case:${own}`, now: shop.now() };
      await shop.storage.transact((tx) => planInvite(tx, csat, wish));
    }
    shop.passes(11 * MINUTE);
    await each(all, async ({ customer, t }) => {
      await customer.waits();
      expectSaid(customer, await customer.says(t.low), t.askWhy);
    });
    await shop.killAndRestart();
    await each(all, async ({ customer, id, t }) => {
      expectSaid(customer, await customer.says(t.why), t.offersPerson);
      const answers = await shop.storage.db
        .selectFrom('survey_responses')
        .select(['survey', 'score', 'reason'])
        .where('customer_id', '=', id)
        .orderBy('at')
        .execute();
      expect(answers).toMatchObject([
        { survey: 'nps', score: 10 },
        { survey: 'csat', score: 2, reason: t.why },
      ]);
    });
  });
});
