/**
 * `npm run demo`: starts the product with the sample shop in a folder of its own, with a Telegram on this machine and
 * the web chat, plays a customer through every guided flow in both languages, and then a week in which the shop writes
 * first. Nothing of it is kept. `--quick` leaves the pauses for the reader out, `--report FILE` writes the week's
 * figures with the ledger that they are counted from.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { Locale } from '../src/core/index.ts';
import { readOrdersCsv } from '../src/customers/index.ts';
import { COMPLAINT_CLOCKS, createComplaintDesk } from '../src/flows/index.ts';
import { type Customer, openShop, type Shop } from '../test/support/customer.ts';
import { heading, introduce, showFigures, tellDay } from './demo-report.ts';
import { playWeek } from './demo-week.ts';

/** A line to say, a button to press, time that passes, a photo, a kill -9, or a deed of the shop. */
type Act =
  | string
  | { press: string }
  | { passes: number; about: string }
  | { photo: true }
  | { kill: true }
  | { shop: 'resolves'; words: string }
  | { shop: 'delivers' };

interface Scene {
  title: string;
  where: 'telegram' | 'web';
  locale: Locale;
  acts: readonly Act[];
  /** What has to be in the last replies, or the demo has failed. */
  ends: RegExp;
}

const DAY = 86_400_000;
const SCENES: readonly Scene[] = [
  {
    title: '查订单进度 · Telegram',
    where: 'telegram',
    locale: 'zh-CN',
    acts: [
      '我的快递到哪了',
      'A1025',
      '多久能送到？',
      '5678',
      '改地址',
      { kill: true },
      '上海市徐汇区漕溪路 100 号，王女士',
      '对',
      '还有 A1024',
      '没有了',
    ],
    ends: /祝您生活愉快/,
  },
  {
    title: 'Order progress · web chat',
    where: 'web',
    locale: 'en',
    acts: ['Where is my washer?', 'A1029', '1234', 'A1026', '1234', { press: 'Hurry it up' }, "that's all"],
    ends: /have a good day/,
  },
  {
    title: 'A complaint · Telegram',
    where: 'telegram',
    locale: 'en',
    acts: [
      'I want to complain',
      'the leg of the sofa is broken and the box was open',
      'A1025, no wait, A1024',
      'refund',
      { photo: true },
      'done',
      { kill: true },
      'no',
      'yes',
      'what about my complaint?',
      "that's all",
      { shop: 'resolves', words: 'A new sofa comes on Friday' },
      'what about my complaint?',
      { press: 'It is solved' },
    ],
    ends: /The complaint is closed/,
  },
  {
    title: '投诉 · 网页聊天',
    where: 'web',
    locale: 'zh-CN',
    acts: [
      '我要投诉',
      '快递员把包裹扔在门口，态度很差',
      'A1026',
      '返回',
      'A1027',
      '道歉',
      '没有',
      { passes: 6 * 60_000, about: '6 分钟' },
      '不用了',
      '是',
    ],
    ends: /已登记，编号/,
  },
  {
    title: '推荐意愿 · Telegram',
    where: 'telegram',
    locale: 'zh-CN',
    acts: [
      '查订单 A1024',
      '5678',
      '没有了',
      { shop: 'delivers' },
      { passes: 5 * DAY, about: '5 天' },
      '九分',
      '送货师傅很细心',
    ],
    ends: /您的意见我们会认真看/,
  },
  {
    title: 'How likely to recommend · web chat',
    where: 'web',
    locale: 'en',
    acts: [
      'Track order A1026',
      '1234',
      "that's all",
      { shop: 'delivers' },
      { passes: 5 * DAY, about: '5 days' },
      'three',
      'it came a week late',
      { press: 'No' },
    ],
    ends: /We read every answer/,
  },
];

const quick = process.argv.includes('--quick');
introduce();
const shop = await openShop({ LOG_LEVEL: 'error' });
let failed = 0;
try {
  await shop.feeds(sampleOrders());
  for (const scene of SCENES) {
    const isRight = await play(scene);
    if (!isRight) failed += 1;
    console.log(
      styleText(
        isRight ? 'green' : 'red',
        isRight ? '✓ as it should end · 结局正确' : `✗ it should end with · 应当以此结束 ${scene.ends}`,
      ),
    );
  }
  heading({ en: 'A week of the shop', zh: '店铺的一周' });
  const week = await playWeek(shop, tellDay);
  showFigures(week.figures);
  const file = process.argv[process.argv.indexOf('--report') + 1];
  if (process.argv.includes('--report') && file) writeFileSync(file, JSON.stringify(week));
  await summary();
} finally {
  await shop.close();
}
process.exitCode = failed === 0 ? 0 : 1;

async function play(scene: Scene): Promise<boolean> {
  console.log(`\n${styleText('bold', `── ${scene.title} `.padEnd(72, '─'))}\n`);
  const customer = await shop.customer(scene.where, scene.locale);
  let last = '';
  for (const act of scene.acts) {
    last = await perform(customer, act);
    if (!quick) await pause(700);
  }
  return scene.ends.test(last);
}

async function perform(customer: Customer, act: Act): Promise<string> {
  if (typeof act === 'string') return exchange(act, await customer.says(act));
  if ('press' in act) return exchange(`[${act.press}]`, await customer.presses(act.press));
  if ('photo' in act) return exchange('🖼', await customer.sendsPhoto());
  if ('passes' in act) {
    note(`⏱ ${act.about}`);
    shop.passes(act.passes);
    return exchange(null, await customer.waits());
  }
  if ('kill' in act) {
    note('⚡ kill -9 … started again · 已重新启动');
    await shop.killAndRestart();
    return exchange(null, await customer.hears());
  }
  if (act.shop === 'resolves') {
    note(`🏪 ${act.words}`);
    await resolveLatest(shop, act.words);
    return exchange(null, await customer.waits());
  }
  note('🏪 the order is delivered · 订单送达');
  await deliverLatest(shop);
  return exchange(null, await customer.hears());
}

function exchange(said: string | null, heard: string): string {
  if (said !== null) console.log(styleText('cyan', `  › ${said}`));
  for (const line of heard.split('\n').filter(Boolean)) console.log(`      ${line.trimEnd()}`);
  if (heard !== '') console.log('');
  return heard;
}

function note(text: string): void {
  console.log(styleText('dim', `  ${text}\n`));
}

/** What an agent does in the console. */
async function resolveLatest({ storage, now }: Shop, words: string): Promise<void> {
  const { number } = await storage.db
    .selectFrom('complaints')
    .select('number')
    .orderBy('opened_at', 'desc')
    .executeTakeFirstOrThrow();
  const desk = createComplaintDesk(storage, { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' });
  await desk.resolve(number, words, { key: `demo-${number}`, actor: 'demo', now: now() });
}

/** The order that was proved last arrives. */
async function deliverLatest({ storage, feeds }: Shop): Promise<void> {
  const { order_number: number } = await storage.db
    .selectFrom('order_grants')
    .select('order_number')
    .orderBy('at', 'desc')
    .executeTakeFirstOrThrow();
  await feeds([{ number, stage: 'delivered' }]);
}

/** The sample shop's orders, told over the API. */
function sampleOrders(): object[] {
  const csv = readFileSync(new URL('../knowledge-base/samples/orders.csv', import.meta.url), 'utf8');
  return readOrdersCsv(csv, 'Asia/Shanghai').orders.map(({ order: { placedAt, events, ...order } }) => ({
    ...order,
    placedAt: placedAt === null ? null : instant(placedAt),
    events: events.map(({ at, text }) => ({ at: instant(at), text })),
  }));
}

function instant(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

async function summary(): Promise<void> {
  const count = async (table: 'messages' | 'order_requests' | 'complaints' | 'survey_responses') => {
    const row = await shop.storage.db
      .selectFrom(table)
      .select((builder) => builder.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  };
  heading({ en: 'Summary', zh: '小结' });
  console.log(`  scenes           ${SCENES.length}, ${SCENES.length - failed} as they should end · 场景`);
  console.log(`  messages         ${await count('messages')}, both ways and of both parts · 消息总数`);
  console.log(`  wishes           ${await count('order_requests')} about orders · 订单诉求`);
  console.log(`  complaints       ${await count('complaints')} with a number · 有编号的投诉`);
  console.log(`  survey answers   ${await count('survey_responses')} · 调查答复\n`);
}
