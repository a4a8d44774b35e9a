import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { chatPage, complaintsOf } from '../support/web/chat-page.ts';
import { type ChatServer, startChatServer } from '../support/web/chat-server.ts';
import { type HostPage, startHostPage } from '../support/web/host-page.ts';

/** What a shop's page may be asked to carry, in bytes as they go over the line. */
const MOST_BYTES = 30_000;

describe('the widget', () => {
  let host: HostPage;
  let server: ChatServer;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    buildWebIfStale();
    host = await startHostPage({ loud: true });
    server = await startChatServer({ allowedOrigins: [host.url] });
  });
  afterAll(async () => {
    await browser?.close();
    await server.stop();
    await host.stop();
  });
  beforeEach(async () => {
    await browser?.close();
    browser = await openBrowser({ viewport: { width: 1000, height: 800 } });
    page = await browser.context.newPage();
  });

  async function visit(attributes?: string): Promise<void> {
    host.embed(server.url, attributes);
    await page.goto(host.url);
  }

  const launcher = () => page.getByRole('button', { name: /Open the chat|打开客服对话/ });

  test('is one file of at most 30 kB', () => {
    const widget = readFileSync(join(import.meta.dirname, '../../dist/chat/widget.js'));
    expect(gzipSync(widget, { level: 9 }).length).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('is built again only when its sources have changed', async () => {
    expect(buildWebIfStale()).toBe(false);
  });

  test('talks on a page of another origin with a strict policy, and the page gets no complaint', async () => {
    const complaints = complaintsOf(page);
    await visit('data-site="shop"');
    await launcher().click();
    const chat = chatPage(page);
    await chat.connected();
    await page.getByRole('heading', { name: 'Lantern Home' }).waitFor();
    await chat.say('hello');
    await chat.shows(['own: hello', 'bot: hello']);
    expect(complaints).toEqual([]);
  });

  test('speaks the language of the page, or the one that is named', async () => {
    await visit();
    expect(await launcher().getAttribute('aria-label')).toBe('Open the chat');
    await visit('data-locale="zh-CN"');
    expect(await launcher().getAttribute('aria-label')).toBe('打开客服对话');
  });

  test('does not connect before it is opened, unless the visitor has talked here before', async () => {
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await visit();
    await launcher().waitFor();
    expect(sockets).toEqual([]);
    await launcher().click();
    const chat = chatPage(page);
    await chat.connected();
    await chat.say('hello');
    await chat.shows(['own: hello', 'bot: hello']);
    await page.reload();
    await expect.poll(() => sockets.length).toBe(2);
    const { from } = server.accepted.at(-1) ?? {};
    if (!from) throw new Error('The message did not arrive.');
    server.transcript.addStaff(from, { kind: 'text', markdown: 'one more thing' }, 1);
    await page.getByRole('button', { name: 'Open the chat · 1 unread messages' }).click();
    await chat.shows(['own: hello', 'bot: hello', 'bot: one more thing']);
    await page.getByRole('button', { name: 'Open the chat', exact: true }).waitFor();
  });

  test('opens, closes and gives the focus back by keyboard alone', async () => {
    await visit();
    await launcher().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await chatPage(page).connected();
    await page.keyboard.type('typed');
    expect(await chatPage(page).field.inputValue()).toBe('typed');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await launcher().evaluate((node) => node.matches(':focus'))).toBe(true);
    expect(await launcher().getAttribute('aria-expanded')).toBe('false');
  });

  test('looks the same on a page with loud styles, and leaves the page as it was', async () => {
    await visit();
    const buyBefore = await page.getByRole('button', { name: 'Buy' }).boundingBox();
    await launcher().click();
    const chat = chatPage(page);
    await chat.connected();
    await chat.say('hello');
    await chat.shows(['own: hello', 'bot: hello']);
    const styleOf = (selector: string, property: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((node, name) => String(node.computedStyleMap().get(name)), property);
    expect(await styleOf('.own .body', 'letter-spacing')).toBe('normal');
    expect(await styleOf('.own .body', 'font-family')).not.toContain('fantasy');
    expect(await styleOf('.chat', 'opacity')).toBe('1');
    expect(await styleOf('.message', 'float')).toBe('none');
    expect(await chat.field.evaluate((node) => node.clientHeight)).toBeLessThan(60);
    expect(await page.getByRole('button', { name: 'Buy' }).boundingBox()).toEqual(buyBefore);
  });

  test('fills the screen of a phone', async () => {
    await page.setViewportSize({ width: 375, height: 667 });
    await visit();
    await launcher().click();
    expect(await page.locator('.panel').boundingBox()).toEqual({ x: 0, y: 0, width: 375, height: 667 });
    await page.getByRole('button', { name: 'Close the chat' }).click();
    await launcher().waitFor();
  });

  test('on a site that is not on the list says so and stops trying', async () => {
    const stranger = await startHostPage();
    try {
      const sockets: string[] = [];
      page.on('websocket', (socket) => sockets.push(socket.url()));
      stranger.embed(server.url);
      await page.goto(stranger.url);
      await launcher().click();
      await page.getByText('The chat is not open on this site.').waitFor();
      expect(sockets).toHaveLength(1);
    } finally {
      await stranger.stop();
    }
  });
});
