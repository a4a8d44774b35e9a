import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { keepOpen } from '../support/desk.ts';
import { withDatabase } from '../support/home-storage.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { freePort } from '../support/services/free-port.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

/** The agent's browser and the server end in the middle of a talk, again and again; the customer is on a real Telegram peer. */
let home: Home;
let peer: TelegramPeer;
let product: Product;
let customer: TestUser;
let agent: TestBrowser;
let env: Record<string, string>;

beforeAll(async () => {
  buildWebIfStale();
  home = makeHome();
  peer = await startTelegramPeer();
  customer = await peer.user({ firstName: 'Carla', languageCode: 'en' });
  // The same port again after a restart, as behind a name.
  env = { ...telegramEnv(peer), PORT: String(await freePort()) };
  product = await startProduct({ home, env, withinMs: 60_000 });
  await withDatabase(home.databaseUrl, keepOpen);
  agent = await openBrowser({ locale: 'en', viewport: { width: 1440, height: 900 } });
});
afterAll(async () => {
  await agent?.close();
  await product?.end();
  await peer?.close();
  home?.remove();
});

test('an agent is killed, the browser reloaded, the server killed in the middle: nothing is lost or said twice', async () => {
  const token = /#\/setup\/(\S+)/.exec(product.output())?.[1] ?? '';
  await agent.context.request.post(`${product.url}/api/setup`, {
    data: { token, name: 'Mei', email: 'mei@shop.test', password: 'a long password 1' },
  });
  await customer.sends('I want to talk to a real person please');
  let desk = await agent.context.newPage();
  const open = async () => {
    await desk.goto(`${product.url}/desk/#/inbox/all`);
    await desk.locator('.row').first().click();
    await desk.locator('.pane-head').waitFor();
  };
  await open();
  await desk.getByRole('toolbar').getByRole('button', { name: 'Take' }).click();
  const field = () => desk.getByRole('textbox', { name: 'Reply to the customer' });
  const say = async (words: string) => {
    await field().fill(words);
    await field().press('Enter');
    // It has left the agent's hands: a key pressed while a dialog goes away would reach the dialog.
    await expect.poll(() => field().inputValue()).toBe('');
  };
  const lastDelivery = () =>
    withDatabase(home.databaseUrl, async ({ db }) => {
      const sent = db.selectFrom('messages').select('delivery').where('author', '=', 'agent');
      return (await sent.orderBy('position', 'desc').limit(1).executeTakeFirst())?.delivery ?? 'none';
    });
  const said: string[] = [];
  const heard: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    // The reply is on its way when the server is killed; what did not arrive is offered for sending again.
    said.push(`answer ${round}`);
    await say(`answer ${round}`);
    await product.end('SIGKILL');
    heard.push(`still here ${round}`);
    await customer.sends(`still here ${round}`);
    product = await startProduct({ home, env, withinMs: 60_000 });
    if (round === 1) {
      await desk.reload();
      await desk.locator('.pane-head').waitFor();
    }
    if (round === 2) {
      // The tab dies without a word, with a draft in it; another is opened.
      const lost = desk;
      desk = await agent.context.newPage();
      await lost.close({ runBeforeUnload: false });
      await open();
    }
    await desk.locator('.by-customer', { hasText: `still here ${round}` }).waitFor();
    const again = desk.locator('.unsent').getByRole('button', { name: 'Send again' });
    const arrived = desk.locator('.by-agent', { hasText: `answer ${round}` });
    // With its tab the knowledge died that something was under way: the agent reads the thread and decides.
    if (round < 2) await arrived.or(again).first().waitFor();
    if (await again.isVisible()) await again.click();
    else if ((await arrived.count()) === 0) await say(`answer ${round}`);
    // The customer wrote meanwhile: the agent has read it and sends all the same.
    const anyway = desk.getByRole('button', { name: 'Send anyway' });
    await arrived.or(anyway).first().waitFor();
    if (await anyway.isVisible()) await anyway.click();
    await arrived.first().waitFor();
    await expect.poll(() => lastDelivery(), { timeout: 30_000 }).toMatch(/sent|unsure/);
    if ((await lastDelivery()) === 'unsure' && !(await customer.texts()).includes(`answer ${round}`)) {
      await arrived.getByRole('button', { name: 'Send again' }).click();
      await desk.getByRole('dialog').getByRole('button', { name: 'OK' }).click();
      await desk.getByRole('dialog').waitFor({ state: 'hidden' });
    }
  }
  await expect
    .poll(async () => (await customer.texts()).filter((text) => text.startsWith('answer')), { timeout: 20_000 })
    .toEqual(said);
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const rows = await db.selectFrom('messages').select(['author', 'content']).orderBy('position').execute();
    const wordsOf = (author: string) =>
      rows.flatMap((row) => {
        const { text, markdown } = JSON.parse(row.content);
        return row.author === author ? [text ?? markdown] : [];
      });
    expect(wordsOf('agent')).toEqual(said);
    expect(wordsOf('customer').slice(1)).toEqual(heard);
    const cases = await db.selectFrom('cases').select('state').execute();
    expect(cases).toEqual([{ state: 'held' }]);
  });
});
