/** The demo's second part: a week of the shop on its simulated clock, in which the shop writes first. */
import { sql } from 'kysely';
import { type CareFigures, careFigures, careSources, createCampaignDesk, createGate } from '../src/care/index.ts';
import { ChannelId, CustomerId } from '../src/core/index.ts';
import { setConsent, setProfile, setTier } from '../src/customers/index.ts';
import type { Customer, Shop } from '../test/support/customer.ts';
import type { Said } from './demo-report.ts';

const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
/** Real time in which nothing moves any more. */
const CALM_MS = 1_500;
const LONGEST_MS = 60_000;
const SOURCE = 'demo';
/** One who complains about being written to, from the first word to the numbered complaint. */
const COMPLAINT = ['我要投诉', '快递员态度很差，还天天发消息打扰我', 'W102', '道歉', '没有', '不用了', '是'];

interface Regular {
  id: CustomerId;
  talk: Customer;
}

export interface WeekReport {
  figures: readonly CareFigures[];
  /** The rows that the figures are counted from, to be counted again by somebody else. */
  ledger: readonly object[];
}

/** Plays seven days and counts what came of them. `tell` says what happens, for the reader. */
export async function playWeek(shop: Shop, tell: (day: string, said: Said) => void): Promise<WeekReport> {
  const monday = dayOf(shop.now()).add({ days: 1 });
  const from = shop.now();
  const regulars = await meetRegulars(shop, monday, tell);
  const [anna, ben, cleo, dora, emil] = regulars;
  if (!anna || !ben || !cleo || !dora || !emil) throw new Error('The week needs five regular customers.');

  await goTo(shop, monday, '10:05');
  tell(`${monday}`, {
    en: 'two birthdays: one is greeted, one has not agreed to messages',
    zh: '两位客户生日：一位收到祝福，一位没有同意接收',
  });
  await calm(shop);

  const tuesday = monday.add({ days: 1 });
  await goTo(shop, tuesday, '11:00');
  tell(`${tuesday}`, {
    en: 'orders come in; the carrier reports a storm for three of them, and those three hear of it',
    zh: '新订单进来；承运商说三单遇到风暴，这三位客户收到提醒',
  });
  await shop.feeds(
    regulars.slice(0, 3).map(({ id }, index) => ({
      number: `W10${index}`,
      title: 'Oak table',
      stage: 'shipped',
      carrier: 'SF',
      customer: id,
      placedAt: instant(shop.now() - DAY_MS),
      eta: tuesday.add({ days: 3 }).toString(),
      problem: 'weather',
    })),
  );
  await shop.feeds([
    { number: 'W200', title: 'Lamp', stage: 'shipped', customer: dora.id, placedAt: instant(shop.now()) },
  ]);
  await calm(shop);

  const wednesday = monday.add({ days: 2 });
  await goTo(shop, wednesday, '14:00');
  const gold = await campaign(shop);
  tell(`${wednesday}`, {
    en: `a campaign for ${gold} gold members, confirmed by typing that number; two of them have not agreed`,
    zh: `给 ${gold} 位金卡会员群发，输入人数确认；其中两位没有同意接收`,
  });
  await calm(shop);

  const thursday = monday.add({ days: 3 });
  await goTo(shop, thursday, '10:30');
  tell(`${thursday}`, {
    en: 'one answers the campaign, one wants no more messages, one complains',
    zh: '一位回复了群发，一位退订，一位投诉',
  });
  await anna.talk.says('谢谢，活动到哪天？');
  await ben.talk.says('退订');
  for (const words of COMPLAINT) await cleo.talk.says(words);
  await shop.feeds([{ number: 'W200', title: 'Lamp', stage: 'delivered', customer: dora.id }]);
  await calm(shop);

  const friday = monday.add({ days: 4 });
  await goTo(shop, friday, '10:05');
  tell(`${friday}`, {
    en: 'the day after a delivery the shop asks whether all is well',
    zh: '签收次日，店铺问一句是否满意',
  });
  await calm(shop);

  const sunday = monday.add({ days: 6 });
  await goTo(shop, sunday, '12:00');
  tell(`${sunday}`, {
    en: 'a second campaign: who opted out gets nothing, who has a complaint open waits',
    zh: '第二次群发：退订的不再发，投诉未处理完的先等着',
  });
  await campaign(shop);
  await calm(shop);
  return report(shop, from);
}

/** Seven people who write once; five have agreed to care, and all but one are gold members. */
async function meetRegulars(
  shop: Shop,
  monday: Temporal.PlainDate,
  tell: (day: string, said: Said) => void,
): Promise<Regular[]> {
  const regulars: Regular[] = [];
  for (let each = 0; each < 7; each += 1) {
    const talk = await shop.customer('telegram', 'zh-CN');
    await talk.says('你好');
    const row = await shop.storage.db
      .selectFrom('conversations')
      .select('customer_id')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    regulars.push({ id: CustomerId.parse(row.customer_id), talk });
  }
  await shop.storage.transact(async (tx) => {
    for (const [index, { id }] of regulars.entries()) {
      const at = shop.now();
      if (index < 5) await setConsent(tx, id, 'care', true, { source: SOURCE, at });
      await setTier(tx, id, index === 4 ? 'silver' : 'gold', `agent:${SOURCE}`, at);
      // The fourth and the sixth were born on this Monday; the sixth has not agreed.
      if (index === 3 || index === 5) await setProfile(tx, id, { birthday: `--${monday.toString().slice(5)}` });
    }
  });
  tell(`${monday.subtract({ days: 1 })}`, {
    en: 'seven customers say hello; five of them agree to care messages',
    zh: '七位客户来打招呼；其中五位同意接收关怀',
  });
  return regulars;
}

/** For gold members, small enough for one person; who may not get it is left out by the gate. */
async function campaign(shop: Shop): Promise<number> {
  const { storage } = shop;
  const abilitiesOf = () => ({ proactive: { kind: 'free' as const } });
  const desk = createCampaignDesk({
    storage,
    gate: createGate({ abilitiesOf, timeZone: ZONE }),
    abilitiesOf,
    timeZone: ZONE,
  });
  const wish = { actor: SOURCE, now: shop.now() };
  const content = {
    target: { kind: 'people' as const, audience: { tier: 'gold' }, everyone: false },
    topic: 'care',
    channels: [ChannelId.parse('telegram')],
    variants: [
      {
        name: 'a',
        weight: 1,
        text: { 'zh-CN': '{name|您好}，{shop}双十二活动开始了。', en: 'Dear {name|customer}, our sale begins.' },
      },
    ],
    buttons: [],
    holdout: 0,
    goal: { kind: 'reply' as const, within: 7 * DAY_MS },
    life: DAY_MS,
    perMinute: 6_000,
    canary: false,
  };
  const checked = await desk.check(content, wish.now);
  if (checked.kind !== 'fine') throw new Error(`The campaign cannot run: ${JSON.stringify(checked)}`);
  const { id } = await desk.create('双十二', content, wish);
  await desk.submit(id, wish);
  const scheduled = await desk.schedule(id, checked.count, wish.now, wish);
  if (scheduled.kind !== 'done') throw new Error(`The campaign was refused: ${JSON.stringify(scheduled)}`);
  return checked.count;
}

async function report({ storage, now }: Shop, from: number): Promise<WeekReport> {
  const figures: CareFigures[] = [];
  for (const source of await careSources(storage.db))
    figures.push(await careFigures(storage.db, source, null, { from, to: now() + 1 }));
  const ledger = await storage.db
    .selectFrom('care_ledger')
    .selectAll()
    .where('planned_at', '>=', from)
    .orderBy('id')
    .execute();
  return { figures: figures.filter(({ meant, excluded }) => meant + Object.keys(excluded).length > 0), ledger };
}

/** Everything that is due has been planned, queued and sent: nothing has moved for a while. */
async function calm({ storage, now }: Shop): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  let before = '';
  let since = performance.now();
  while (performance.now() < deadline) {
    const { rows } = await sql<{ state: string }>`
      select (select count(*) from outbox where state in ('due', 'sending') and due_at <= ${now()})
        || '/' || (select count(*) from inbox where state = 'pending')
        || '/' || (select count(*) from care_campaigns where state in ('scheduled', 'planning'))
        || '/' || (select coalesce(max(id), 0) || '.' || coalesce(sum(case when settled_at is null then 0 else 1 end), 0) from care_ledger) as state`.execute(
      storage.db,
    );
    const state = rows[0]?.state ?? '';
    if (state !== before) since = performance.now();
    before = state;
    if (performance.now() - since > CALM_MS && state.startsWith('0/0/0/')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The shop did not come to rest: ${before}`);
}

async function goTo(shop: Shop, day: Temporal.PlainDate, time: string): Promise<void> {
  const at = day.toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  shop.passes(at - shop.now());
  // Its processes read the new time within a moment.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
}

function dayOf(at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).toPlainDate();
}

function instant(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}
