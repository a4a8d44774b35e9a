import type { Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from '../browser/browser.ts';
import { addAgent, keepOpen } from '../desk.ts';
import { withDatabase } from '../home-storage.ts';
import { telegramEnv } from '../postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../product.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../telegram/index.ts';
import { startHostPage } from '../web/host-page.ts';

/** Where both sides meet: the product, a shop's own page with the widget, two agents' browsers, an operator's topic. */
export interface Stage {
  product: Product;
  home: Home;
  shopPage: string;
  /** Lin works in Chinese, Bo in English; both are signed in. */
  lin: Page;
  bo: Page;
  peer: TelegramPeer;
  otto: TestUser;
  group: Awaited<ReturnType<TelegramPeer['group']>>;
  end(): Promise<void>;
}

const DESK = { viewport: { width: 1440, height: 900 } };

export async function openStage(knowledge: string): Promise<Stage> {
  const home = makeHome();
  const peer = await startTelegramPeer();
  const host = await startHostPage();
  const otto = await peer.user({ firstName: 'Otto' });
  const group = await peer.group([otto], { forum: true, standing: 'administrator', title: 'Staff' });
  const env = { KNOWLEDGE_DIR: knowledge, WEB_ALLOWED_ORIGINS: host.url, DEFAULT_LOCALE: 'en' };
  const staff = { ...telegramEnv(peer), TELEGRAM_STAFF_GROUP: String(group.id), TELEGRAM_LIMIT_GROUP: '100000' };
  const product = await startProduct({ home, env: { ...env, ...staff }, withinMs: 60_000 });
  host.embed(product.url);
  await withDatabase(home.databaseUrl, async (storage) => {
    await keepOpen(storage);
    // On duty, so that customers hear their place; not offered cases by themselves, so that the story decides.
    await addAgent(storage, 'otto', { name: 'Otto', telegram: String(otto.id), presence: 'on-duty', capacity: 0 });
  });
  const browsers: TestBrowser[] = [];
  const admin = await openBrowser({ ...DESK, locale: 'en' });
  browsers.push(admin);
  const setup = /#\/setup\/(\S+)/.exec(product.output())?.[1] ?? '';
  const people = admin.context.request;
  const told = await (
    await people.post(`${product.url}/api/setup`, {
      data: { token: setup, name: 'Mei Zhou', email: 'mei@shop.test', password: 'a long password 1' },
    })
  ).json();

  async function hire(name: string, locale: string): Promise<Page> {
    const email = `${name.split(' ')[0]?.toLowerCase()}@shop.test`.replace(/[^\x20-\x7e]+/, 'lin');
    const headers = { 'x-csrf-token': told.me.csrf };
    const invited = await people.post(`${product.url}/api/team`, { headers, data: { name, email, role: 'agent' } });
    const { link } = await invited.json();
    const browser = await openBrowser({ ...DESK, locale });
    browsers.push(browser);
    await browser.context.request.post(`${product.url}/api/join`, {
      data: { token: link.split('/').at(-1), password: 'a long password 1' },
    });
    const page = await browser.context.newPage();
    await page.goto(`${product.url}/desk/#/inbox/waiting`);
    await page.locator('.workplace').waitFor();
    return page;
  }

  return {
    product,
    home,
    shopPage: host.url,
    lin: await hire('林晓', 'zh-CN'),
    bo: await hire('Bo Chen', 'en'),
    peer,
    otto,
    group,
    async end() {
      await Promise.all(browsers.map((browser) => browser.close()));
      await product.end();
      await host.stop();
      await peer.close();
      home.remove();
    },
  };
}
