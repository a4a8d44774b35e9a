import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { axeFindings } from '../support/browser/axe.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { chatPage } from '../support/web/chat-page.ts';

/** The whole way through the running product: nothing between the two browsers is ours for the test. */
let home: Home;
let product: Product;
let customer: TestBrowser;
let agent: TestBrowser;

beforeAll(async () => {
  buildWebIfStale();
  home = makeHome({ bare: true });
  product = await startProduct({ home, withinMs: 60_000 });
  customer = await openBrowser({ locale: 'zh-CN' });
  agent = await openBrowser({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await customer?.close();
  await agent?.close();
  await product?.end();
  home?.remove();
});

test('the first admin signs in by the printed link, takes a customer, answers, and gives them back', async () => {
  const link = /First admin +\S+(#\/setup\/\S+)/.exec(product.output())?.[1] ?? '';
  const desk = await agent.context.newPage();
  await desk.goto(`${product.url}/desk/${link}`);
  await desk.getByLabel('姓名').fill('周梅');
  await desk.getByLabel('邮箱').fill('mei@shop.test');
  await desk.getByLabel('密码', { exact: true }).fill('a long password 1');
  await desk.getByRole('button', { name: '创建并登录' }).click();
  await desk.locator('.workplace').waitFor();

  const page = await customer.context.newPage();
  await page.goto(product.url);
  const chat = chatPage(page);
  await chat.connected();
  await chat.say('转人工');

  await desk.goto(`${product.url}/desk/#/inbox/all`);
  await desk.locator('.row').first().click();
  await desk.locator('.by-customer', { hasText: '转人工' }).waitFor();
  const take = desk.getByRole('toolbar').getByRole('button', { name: '接手' });
  const resolve = desk.getByRole('button', { name: '结束' });
  await take.or(resolve).first().waitFor();
  if (await take.isVisible()) await take.click();
  await resolve.waitFor();
  const field = desk.getByRole('textbox', { name: '回复客户' });
  await field.fill('您好，我是周梅。');
  await field.press('Enter');
  await page.getByText('您好，我是周梅。').waitFor();

  await chat.say('谢谢，我的书桌呢？');
  await desk.locator('.by-customer', { hasText: '我的书桌呢？' }).waitFor();
  await resolve.click();
  await desk.locator('.main-button').click();
  await desk.locator('.event-resolved').waitFor();
  expect(await desk.locator('.by-agent', { hasText: '您好，我是周梅。' }).count()).toBe(1);
});

const PAGES = 'monitor complaints care customers replies team connections audit settings'.split(' ');

test('every page of the console reads what the product says, and axe has nothing against it', async () => {
  const desk = agent.context.pages().at(-1);
  if (desk === undefined) throw new Error('There is no page.');
  for (const name of PAGES) {
    await desk.goto(`${product.url}/desk/#/${name}`);
    await desk.locator('.page h1').waitFor();
    await desk.locator('.page [class*=skeleton]').first().waitFor({ state: 'detached' });
    expect(await desk.locator('.page [role=alert]').allTextContents(), name).toEqual([]);
    expect(await axeFindings(desk, ['moderate', 'serious', 'critical']), name).toEqual([]);
  }
});

test('a webhook and a key are made, shown once, and taken away in the console', async () => {
  const desk = agent.context.pages().at(-1);
  if (desk === undefined) throw new Error('There is no page.');
  await desk.goto(`${product.url}/desk/#/connections`);
  await desk.getByLabel('地址').fill('https://crm.example.com/warmline');
  await desk.getByRole('button', { name: '添加推送' }).click();
  await desk.locator('td', { hasText: 'https://crm.example.com/warmline' }).waitFor();
  await desk.getByLabel('名称').fill('crm');
  await desk.getByRole('button', { name: '生成密钥' }).click();
  await desk.locator('td', { hasText: 'crm' }).last().waitFor();
  const secrets = desk.getByRole('textbox', { name: '请现在复制：只显示这一次。' });
  await expect.poll(() => secrets.count()).toBe(2);
  expect(await axeFindings(desk, ['moderate', 'serious', 'critical'])).toEqual([]);
  await desk.getByRole('button', { name: '停用' }).click();
  await desk.getByRole('tooltip').getByRole('button', { name: '停用' }).click();
  await expect.poll(() => desk.getByRole('button', { name: '停用' }).count()).toBe(0);
  await desk.reload();
  await desk.locator('.page h1').waitFor();
  expect(await secrets.count()).toBe(0);
});
