import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { ChoiceId } from '../../src/core/index.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { chatPage } from '../support/web/chat-page.ts';
import { type ChatServer, startChatServer } from '../support/web/chat-server.ts';
import { HOSTILE } from '../support/web/hostile.ts';

/** What must not exist in the chat, whatever was said. Run in the page. */
const FORBIDDEN = `(() => {
  const found = [];
  for (const node of document.querySelectorAll('main *')) {
    const name = node.localName;
    if (/^(script|iframe|object|embed|style|link|meta|base|input|video|audio|math|foreignobject)$/.test(name)) found.push(name);
    if (name === 'form' && !node.classList.contains('composer')) found.push(name);
    for (const { name: attribute, value } of node.attributes) {
      if (/^on|^srcdoc$|^style$|^formaction$|^xlink/.test(attribute) && node.localName !== 'textarea') found.push(attribute);
      if (/^(href|src)$/.test(attribute) && !/^(https?|mailto|tel):/.test(value)) found.push(attribute + '=' + value);
    }
  }
  for (const link of document.querySelectorAll('main a')) {
    if (link.target !== '_blank' || !link.relList.contains('noopener')) found.push('link without noopener');
  }
  return found;
})()`;

describe.each([
  ['with the content security policy', false],
  ['without it', true],
])('nothing that is said runs in the page, %s', (_, bypassCSP) => {
  let server: ChatServer;
  let browser: TestBrowser;
  let page: Page;
  const hits: string[] = [];

  beforeAll(async () => {
    buildWebIfStale();
    server = await startChatServer({
      shop: { welcome: () => ({ name: HOSTILE[1] ?? '', greeting: HOSTILE[2] ?? '', starters: HOSTILE.slice(0, 6) }) },
      answer: () => {},
    });
    browser = await openBrowser({ bypassCSP });
    await browser.context.exposeFunction('__hit', (what: unknown) => void hits.push(String(what)));
    page = await browser.context.newPage();
    page.on('dialog', (dialog) => {
      hits.push('dialog');
      void dialog.dismiss();
    });
    await page.goto(server.url);
    await chatPage(page).connected();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test('the test itself would see a script run', async () => {
    await page.evaluate('__hit("seen")');
    expect(hits.splice(0)).toEqual(['seen']);
  });

  test('neither from the visitor, nor from articles, agents, choices, pictures or the name of the shop', async () => {
    const chat = chatPage(page);
    await chat.say('hello');
    await expect.poll(() => server.accepted.length).toBe(1);
    const from = server.accepted[0]?.from;
    if (!from) throw new Error('The message did not arrive.');
    const { transcript } = server;
    for (const [index, payload] of HOSTILE.entries()) {
      transcript.addCustomer(from, `${from.peer}:k${index}`, { kind: 'text', text: payload }, index);
      transcript.addStaff(from, { kind: 'text', markdown: payload }, index);
      transcript.addStaff(from, { kind: 'text', markdown: payload }, index, { author: 'agent', agentName: payload });
      transcript.addStaff(from, { kind: 'text', markdown: payload }, index, { author: 'system' });
      const choices = [{ id: ChoiceId.parse(`c${index}`), label: payload }];
      transcript.addStaff(from, { kind: 'choices', prompt: payload, choices }, index);
      const media = { kind: 'image' as const, ref: payload, name: payload, caption: payload };
      transcript.addStaff(from, { kind: 'media', media }, index);
      transcript.addStaff(from, { kind: 'media', media: { ...media, kind: 'file' } }, index);
    }
    const last = transcript.addStaff(from, { kind: 'text', markdown: 'the last message' }, 0);
    await page.getByText('the last message').waitFor();
    expect(last).toBe(`m${transcript.of(from).length}`);
    // Everything that can be pressed or pointed at, so that what waits for an event gets it.
    await page.evaluate(`for (const node of document.querySelectorAll('.log *')) {
      for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) node.dispatchEvent(new Event(name));
    }`);
    expect(await page.evaluate(FORBIDDEN)).toEqual([]);
    await page.reload();
    await page.getByText('the last message').waitFor();
    expect(await page.evaluate(FORBIDDEN)).toEqual([]);
    expect(hits).toEqual([]);
    expect(page.url()).toBe(`${server.url}/`);
  });

  test('what a hostile message says stays readable as text', async () => {
    const said = page.locator('.message', { hasText: '</title><script>__hit(1)</script>' });
    expect(await said.and(page.locator('.own')).count()).toBe(1);
    expect(await said.and(page.locator('.bot')).count()).toBe(4); // an answer, a prompt, two captions
  });

  test('a message that would take a parser seconds is shown as plain text, at once', async () => {
    const from = server.accepted[0]?.from;
    if (!from) throw new Error('The message did not arrive.');
    const bomb = `${'- '.repeat(9_000)}boom`;
    server.transcript.addStaff(from, { kind: 'text', markdown: bomb }, 1);
    server.transcript.addStaff(from, { kind: 'text', markdown: '**after** the bomb' }, 1);
    await page.getByText('after the bomb').waitFor({ timeout: 5_000 });
    await page.locator('.plain', { hasText: 'boom' }).last().waitFor();
  });
});
