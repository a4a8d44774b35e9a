import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { type ChatPage, chatPage, complaintsOf } from '../support/web/chat-page.ts';

/** The network between browser and product: it can be cut and mended. */
interface Cable {
  url: string;
  cut(): void;
  mend(): void;
  remove(): Promise<void>;
}

async function layCable(to: string): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isUp = true;
  const server: Server = createServer((from) => {
    if (!isUp) return void from.destroy();
    const onwards = createConnection({ host: '127.0.0.1', port: Number(new URL(to).port) });
    for (const [one, other] of [
      [from, onwards],
      [onwards, from],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isUp = false;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mend() {
      isUp = true;
    },
    async remove() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a customer in the web chat of the running product', () => {
  let home: Home;
  let product: Product;
  let cable: Cable;
  let browser: TestBrowser;

  beforeAll(async () => {
    home = makeHome();
    product = await startProduct({ home });
    cable = await layCable(product.url);
  });
  beforeEach(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    cable.mend();
    await browser.close();
  });
  afterAll(async () => {
    await cable.remove();
    await product.end();
    home.remove();
  });

  async function visit(path = '/'): Promise<ChatPage> {
    const page = await browser.context.newPage();
    await page.goto(cable.url + path);
    const chat = chatPage(page);
    await chat.connected();
    return chat;
  }

  async function own(chat: ChatPage): Promise<string[]> {
    return (await chat.transcript()).filter((line) => line.startsWith('own: '));
  }

  test('is answered in Chinese and in English, with the source, and without a complaint of the browser', async () => {
    const page = await browser.context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(cable.url);
    const chat = chatPage(page);
    await chat.connected();
    await chat.say('几天能到');
    await page.locator('.bot', { hasText: '2 到 4 个工作日' }).waitFor();
    await page.locator('.bot .aside', { hasText: '下单后多久能送到' }).waitFor();
    await chat.say('shipping time');
    await page.locator('.bot', { hasText: 'Two to four working days.' }).waitFor();
    await page.locator('.bot .aside', { hasText: 'How long does delivery take?' }).waitFor();
    await page.locator('.rating.up').last().click();
    await page.locator('.rating.up[aria-pressed="true"]').waitFor();
    expect(complaints).toEqual([]);
  });

  test('loses nothing and gets nothing twice while the connection is cut again and again', async () => {
    const chat = await visit();
    const questions = Array.from({ length: 8 }, (_, number) =>
      number % 2 === 0 ? `可以改收货地址吗 ${number}` : `can I change the address ${number}`,
    );
    for (const [number, question] of questions.entries()) {
      if (number % 3 === 1) {
        await browser.context.setOffline(true);
        cable.cut();
      }
      await chat.say(question);
      if (number % 3 === 2) {
        cable.mend();
        await browser.context.setOffline(false);
        await chat.connected();
      }
      if (number % 3 === 0) cable.cut(); // right behind the words: nobody knows whether they arrived
      if (number % 3 === 0) cable.mend();
    }
    cable.mend();
    await browser.context.setOffline(false);
    await chat.connected();
    await expect.poll(() => own(chat), { timeout: 30_000 }).toEqual(questions.map((question) => `own: ${question}`));
    await expect.poll(() => chat.page.locator('.message.own .state', { hasText: '发送中' }).count()).toBe(0);
    // Burst merging may answer several at once; what counts is that the last one was answered and a reload shows the same.
    await expect.poll(async () => (await chat.transcript()).at(-1), { timeout: 15_000 }).toMatch(/^bot: /);
    const before = await chat.transcript();
    expect(new Set(await own(chat)).size).toBe(questions.length);
    await chat.page.reload();
    await chat.shows(before);
  });

  test('goes on after the product was killed and started again', async () => {
    const chat = await visit('/?lang=en');
    await chat.say('shipping time');
    await chat.page.locator('.bot', { hasText: 'Two to four working days.' }).waitFor();
    const { port } = new URL(product.url);
    await product.end('SIGKILL');
    await chat.say('wrong address');
    await chat.page.locator('.state', { hasText: 'Sending' }).waitFor();
    product = await startProduct({ home, env: { PORT: port } });
    await chat.connected();
    await chat.page.locator('.bot', { hasText: 'until the parcel has left' }).waitFor();
    expect(await own(chat)).toEqual(['own: shipping time', 'own: wrong address']);
  });

  test('sees another visitor’s conversation under no circumstances', async () => {
    const ann = await visit();
    await ann.say('几天能到,安娜问的');
    await ann.page.locator('.bot').first().waitFor();
    const stranger = await openBrowser();
    try {
      const page = await stranger.context.newPage();
      await page.goto(cable.url);
      const chat = chatPage(page);
      await chat.connected();
      expect(await chat.transcript()).toEqual([]);
      // Ann's id without the signature that the server gave her.
      const token = String(await ann.page.evaluate('localStorage.getItem("warmline//visitor")'));
      const forged = token.replace(/[^.]+$/, 'A'.repeat(43));
      await page.evaluate(`localStorage.setItem("warmline//visitor", ${JSON.stringify(forged)})`);
      await page.reload();
      await chat.connected();
      await chat.say('hello');
      await page.locator('.bot').first().waitFor();
      expect((await chat.transcript()).join()).not.toContain('安娜');
    } finally {
      await stranger.close();
    }
  });
});
