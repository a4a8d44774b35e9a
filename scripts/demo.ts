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
import { playWeek, type WeekReport } from './demo-week.ts';

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
const shop = await openShop({ LOG_LEVEL: 'error' });
let failed = 0;
try {
  await shop.feeds(sampleOrders());
  for (const scene of SCENES) {
    const isRight = await play(scene);
    if (!isRight) failed += 1;
    console.log(
      styleText(isRight ? 'green' : 'red', isRight ? '✓ as it should end' : `✗ it should end with ${scene.ends}`),
    );
  }
  console.log(`\n${styleText('bold', '── A week of the shop '.padEnd(72, '─'))}\n`);
  showWeek(await playWeek(shop, (line) => console.log(`  ${line}`)));
  await summary();
} finally {
  await shop.close();
}
process.exitCode = failed === 0 ? 0 : 1;

/** What the shop's own messages came to. */
function showWeek(week: WeekReport): void {
  console.log('\n  source                 sent  of  reach  replied  opted out  complained  not sent');
  for (const each of week.figures) {
    const reach = each.reach === null ? '–' : `${Math.round(each.reach * 100)} %`;
    const name = each.source.startsWith('campaign:') ? `campaign …${each.source.slice(-6)}` : each.source;
    const excluded = Object.entries(each.excluded)
      .map(([why, count]) => `${why} ${count}`)
      .join(', ');
    const cells = [name.padEnd(22), pad(each.sent, 4), pad(each.meant, 3), reach.padStart(6), pad(each.replied, 8)];
    console.log(`  ${[...cells, pad(each.optedOut, 10), pad(each.complained, 11)].join(' ')}  ${excluded}`);
  }
  const file = process.argv[process.argv.indexOf('--report') + 1];
  if (process.argv.includes('--report') && file) writeFileSync(file, JSON.stringify(week));
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}

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
    note('⚡ kill -9');
    await shop.killAndRestart();
    return exchange(null, await customer.hears());
  }
  if (act.shop === 'resolves') {
    note(`🏪 ${act.words}`);
    await resolveLatest(shop, act.words);
    return exchange(null, await customer.waits());
  }
  note('🏪 delivered');
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
  console.log(`\n${styleText('bold', '── Summary '.padEnd(72, '─'))}\n`);
  console.log(`  scenes           ${SCENES.length}, ${SCENES.length - failed} as they should end`);
  console.log(`  messages         ${await count('messages')}`);
  console.log(`  wishes           ${await count('order_requests')} about orders`);
  console.log(`  complaints       ${await count('complaints')}`);
  console.log(`  survey answers   ${await count('survey_responses')}\n`);
}
