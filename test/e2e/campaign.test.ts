import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { watchBookings, writeGateRules } from '../../src/care/index.ts';
import { CustomerId } from '../../src/core/index.ts';
import { bookedOrder, createOrderFeed, FedOrders } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { addCrowd } from '../support/campaign-crowd.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { openTestStorage } from '../support/storage.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

/** One campaign in the running product: written by one person, approved by another, paused and stopped. */
let home: Home;
let product: Product;
let peer: TelegramPeer;
let storage: Storage;
let writer: TestBrowser;
let lead: TestBrowser;

const CROWD = 520;

beforeAll(async () => {
  buildWebIfStale();
  home = makeHome();
  peer = await startTelegramPeer();
  product = await startProduct({ home, env: telegramEnv(peer), withinMs: 90_000 });
  storage = openTestStorage(home.databaseUrl);
  await seed();
  writer = await openBrowser({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  lead = await openBrowser({ locale: 'en', viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await writer?.close();
  await lead?.close();
  await storage?.close();
  await product?.end();
  await peer?.close();
  home?.remove();
});

test('a campaign is composed, approved by a second person, confirmed by number, paused and stopped', async () => {
  const link = /First admin +\S+(#\/setup\/\S+)/.exec(product.output())?.[1] ?? '';
  const admin = await lead.context.newPage();
  await admin.goto(`${product.url}/desk/${link}`);
  await admin.getByLabel('Name').fill('Ada');
  await admin.getByLabel('Email').fill('ada@shop.test');
  await admin.getByLabel('Password', { exact: true }).fill('a long password 1');
  await admin.getByRole('button', { name: 'Create and sign in' }).click();
  await admin.locator('.workplace').waitFor();
  const page = await invite(admin, '李编辑', 'operator');

  // Composing: the audience by clicking, the words in both languages.
  await page.goto(`${product.url}/desk/#/care`);
  await page.getByRole('button', { name: '新建群发' }).click();
  await page.getByLabel('名称（只有同事看得到）').fill('双十二预告');
  await page.getByRole('button', { name: '去掉这个条件' }).first().click();
  await choose(page, '发给谁 1', '标签');
  await page.getByLabel('标签', { exact: true }).fill('crowd');
  await page.getByLabel('标签', { exact: true }).press('Enter');
  await page.keyboard.press('Escape');
  await page.getByLabel('中文内容').fill('{name|您好}，{coupon}');
  await page.getByLabel('英文内容').fill('Dear {name|customer}, our sale begins.');
  await page.getByRole('button', { name: '检查受众' }).click();
  await page.getByText('{coupon} is not known here').waitFor();
  await page.getByLabel('中文内容').fill('{name|您好}，双十二活动开始了。');
  await page.getByLabel('每分钟最多发').fill('240');
  await page.getByRole('button', { name: '检查受众' }).click();
  await page.getByText(`受众共 ${CROWD} 人`).waitFor();
  await page.getByText('没有同意接收').first().waitFor();
  await page.getByRole('button', { name: '看名单' }).click();
  await page.getByText('只看收不到的').click();
  await expect.poll(() => page.locator('.care-members li').count()).toBe(3);
  await page.locator('.care-preview').first().waitFor();
  await picture(page, 'composer');
  await page.getByRole('button', { name: '发给我自己（中文）' }).click();
  await page.getByText('你还没有绑定 Telegram').waitFor();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByRole('button', { name: '写好了' }).click();
  await state(page, 'submitted');
  await page.getByText('自己写的要由另一位同事复核').waitFor();

  // Approved by somebody else, in the other language.
  await admin.goto(page.url().replace(/^[^#]+/, `${product.url}/desk/`));
  await admin.getByRole('button', { name: 'Approve' }).click();
  await state(admin, 'approved');

  // Confirmed by typing the number: a wrong one is refused by the server.
  await state(page, 'approved');
  await page.getByRole('button', { name: /^发\s?送$/ }).click();
  await page.getByText(`请输入收件人数量 ${CROWD}`).waitFor();
  await page.getByLabel('收件人数量').fill('519');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发\s?送$/ })
    .click();
  await page.getByText(`数量不对：现在是 ${CROWD} 人`).waitFor();
  await picture(page, 'confirm');
  await page.getByLabel('收件人数量').fill(String(CROWD));
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发\s?送$/ })
    .click();

  // The canary goes out by itself, then waits for a person.
  await page.getByText('1% 已发完，看看效果再继续').first().waitFor({ timeout: 60_000 });
  expect(await sent()).toBe(6);
  await picture(page, 'canary');
  await page.getByRole('button', { name: /^继\s?续$/ }).click();
  await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThan(10);
  await page.locator('[data-status=sent]').waitFor();
  await picture(page, 'running');

  // Paused: within five seconds nothing leaves any more.
  await page.getByRole('button', { name: /^暂\s?停$/ }).click();
  await state(page, 'paused');
  await expect.poll(underWay, { timeout: 5_000 }).toBe(0);
  const atPause = await sent();
  expect(atPause).toBeLessThan(CROWD - 3);
  await page.getByRole('button', { name: /^停\s?止$/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^停\s?止$/ })
    .click();
  await state(page, 'stopped');
  await page.locator('[data-status=stopped]').waitFor();
  expect(await sent()).toBe(atPause);
  const arrived = (await peer.journal()).filter(({ kind }) => kind === 'message').length;
  expect(arrived).toBe(atPause);

  // What came of it.
  await page.goto(`${product.url}/desk/#/care`);
  await page.getByRole('tab', { name: '效果' }).click();
  await page.locator('.care-chart canvas').waitFor();
  await picture(page, 'insight');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'insight-dark');
});

test('a mass delay is one event at the desk, held and let go; a customer shows what they agreed to and got', async () => {
  const admin = lead.context.pages()[0] ?? (await lead.context.newPage());
  await storm();
  await admin.goto(`${product.url}/desk/#/care`);
  await admin.getByRole('tab', { name: 'Mass delays' }).click();
  const event = admin.locator('.incident', { hasText: 'Weather · 上海仓' });
  await event.getByText(String(STORM), { exact: true }).first().waitFor({ timeout: 30_000 });
  await event.getByRole('button', { name: 'Hold' }).click();
  await admin.locator('.incident[data-state=held]').waitFor();
  await picture(admin, 'incident');
  await event.getByRole('button', { name: 'Let it go' }).click();
  await admin.locator('.incident[data-state=released]').waitFor();

  await admin.goto(`${product.url}/desk/#/customers`);
  await admin.getByText(`${CROWD + 1} customers`).waitFor();
  await admin.getByPlaceholder('Name, phone or number').fill('c7000003');
  await admin.getByRole('link', { name: 'C7000003' }).click();
  await admin.getByText('Delay alert').waitFor();
  await admin.getByRole('button', { name: 'Note: no more' }).first().click();
  await admin.getByRole('button', { name: 'Yes, note it' }).click();
  await admin.locator('.consent-no').waitFor();
  await picture(admin, 'customer');
});

const STORM = 25;

/** Orders of one warehouse that the carrier has the same trouble with. */
async function storm(): Promise<void> {
  const feed = createOrderFeed(storage, systemClock, (tx, bookings, now) =>
    watchBookings(tx, bookings, now, 'Asia/Shanghai'),
  );
  const orders = Array.from({ length: STORM }, (_, index) => ({
    ...{
      number: `S${index}`,
      stage: 'shipped',
      problem: 'weather',
      origin: '上海仓',
      carrier: 'SF',
      eta: '2030-01-01',
    },
    customer: CustomerId.parse(`p-${7_000_000 + index}`),
  }));
  await feed.take(FedOrders.parse({ orders }).orders.map(bookedOrder));
}

async function seed(): Promise<void> {
  const now = Date.now();
  const chats = Array.from({ length: CROWD - 3 }, (_, index) => 7_000_000 + index);
  for (const id of chats) await peer.commands.addUser({ id, firstName: `C${id}`, languageCode: 'en' });
  const account = peer.token.slice(0, peer.token.indexOf(':'));
  await addCrowd(storage, chats, account, now, {});
  await addCrowd(storage, [8_000_001, 8_000_002, 8_000_003], account, now, { consent: false });
  await addCrowd(storage, [8_000_004], account, now, { tag: 'other' });
  await storage.transact((tx) =>
    writeGateRules(tx, {
      quiet: { from: '00:00', to: '00:00' },
      perDay: 20,
      perWeek: 50,
      badMoodHours: 24,
      keptForAnswers: { alert: 1, care: 3 },
    }),
  );
}

/** Invites a colleague by the API as the console does, and opens a page of theirs. */
async function invite(admin: Page, name: string, role: string): Promise<Page> {
  const link = await admin.evaluate(
    async ({ who, what }) => {
      const session = await (await fetch('/api/session')).json();
      const answer = await fetch('/api/team', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': session.me.csrf },
        body: JSON.stringify({ email: 'li@shop.test', name: who, role: what }),
      });
      return (await answer.json()).link as string;
    },
    { who: name, what: role },
  );
  const page = await writer.context.newPage();
  await page.goto(`${product.url}/desk/${link.slice(link.indexOf('#'))}`);
  await page.getByLabel('密码', { exact: true }).fill('a long password 2');
  await page.locator('button[type=submit]').click();
  await page.locator('.workplace').waitFor();
  return page;
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
}

async function state(page: Page, wanted: string): Promise<void> {
  await page.locator(`[data-state=${wanted}]`).first().waitFor({ timeout: 20_000 });
}

async function count(status: 'sent' | 'queued'): Promise<number> {
  const row = await storage.db
    .selectFrom('care_ledger')
    .select((each) => each.fn.countAll<number>().as('count'))
    .where('status', '=', status)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

const sent = () => count('sent');

async function underWay(): Promise<number> {
  return (await storage.db.selectFrom('outbox').select('id').where('state', '=', 'sending').execute()).length;
}

/** Kept only when somebody wants to look at them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['WARMLINE_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
