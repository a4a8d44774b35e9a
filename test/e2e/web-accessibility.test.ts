import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { ChoiceId } from '../../src/core/index.ts';
import { axeFindings } from '../support/browser/axe.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { chatPage } from '../support/web/chat-page.ts';
import { type ChatServer, startChatServer } from '../support/web/chat-server.ts';
import { type HostPage, startHostPage } from '../support/web/host-page.ts';

const ARTICLE = `Orders leave **within 24 hours**, ~~three~~ two days later they are there.

### Where

| Where | Parcel | Furniture |
| :-- | :-: | --: |
| Same province | 1 day | 3 days |

1. See [My orders](/orders), or https://example.com/track.
2. \`A1024\`

> A quote

\`\`\`
code
\`\`\`

![A lamp](/lamp.png)

*Source: Delivery › How long does it take?*`;

/** What axe finds in the page, but for what it calls minor: best practices that no rule demands. */
function findings(page: Page): Promise<string[]> {
  return axeFindings(page, [null, 'moderate', 'serious', 'critical']);
}

/** A conversation with one of everything. */
async function fill(page: Page, server: ChatServer): Promise<void> {
  const chat = chatPage(page);
  await chat.connected();
  const before = server.accepted.length;
  await chat.say('hello');
  await expect.poll(() => server.accepted.length).toBe(before + 1);
  const from = server.accepted.at(-1)?.from;
  if (!from) throw new Error('The message did not arrive.');
  const { transcript } = server;
  const choice = (id: string, label: string) => ({ id: ChoiceId.parse(id), label });
  transcript.addStaff(from, { kind: 'text', markdown: ARTICLE }, 1);
  const ratings = [choice('fb:y:1', '👍'), choice('fb:n:1', '👎')];
  transcript.addStaff(from, { kind: 'choices', prompt: 'Which?', choices: [choice('a', 'One'), ...ratings] }, 1);
  transcript.addStaff(from, { kind: 'text', markdown: 'Anna has joined.' }, 1, { author: 'system' });
  transcript.addStaff(from, { kind: 'text', markdown: 'Hello' }, 1, { author: 'agent', agentName: 'Anna' });
  transcript.addStaff(from, { kind: 'choices', prompt: 'And?', choices: [choice('b', 'Two')] }, 1);
  await page.getByRole('button', { name: 'One' }).click();
  transcript.announceTyping(from, 'staff');
  await page.locator('.typing').waitFor();
}

describe.each<[string, BrowserContextOptions]>([
  ['light, Chinese, desktop', { colorScheme: 'light', locale: 'zh-CN' }],
  ['dark, English, desktop', { colorScheme: 'dark', locale: 'en' }],
  ['light, English, phone', { colorScheme: 'light', locale: 'en', viewport: { width: 375, height: 667 } }],
  ['dark, Chinese, phone', { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 375, height: 667 } }],
])('axe finds nothing of weight: %s', (_, options) => {
  let server: ChatServer;
  let host: HostPage;
  let browser: TestBrowser;

  beforeAll(async () => {
    buildWebIfStale();
    host = await startHostPage();
    server = await startChatServer({ allowedOrigins: [host.url], answer: () => {} });
    host.embed(server.url);
    browser = await openBrowser(options);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await host.stop();
  });

  test('in the page: at the start, in a conversation, without a connection', async () => {
    const page = await browser.context.newPage();
    await page.goto(server.url);
    await chatPage(page).connected();
    expect(await findings(page)).toEqual([]);
    await fill(page, server);
    await chatPage(page).field.evaluate((node) => node.removeAttribute('maxlength'));
    await chatPage(page).say('x'.repeat(8_001));
    await page.locator('.failed').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().setOffline(true);
    server.cut();
    await page.locator('.banner:not(:empty)').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().setOffline(false);
  });

  test('in the widget: closed and open', async () => {
    const page = await browser.context.newPage();
    await page.goto(host.url);
    const launcher = page.locator('.launcher');
    await launcher.waitFor();
    expect(await findings(page)).toEqual([]);
    await launcher.click();
    await fill(page, server);
    expect(await findings(page)).toEqual([]);
  });
});

test('motion stops for those who ask for it', async () => {
  const server = await startChatServer();
  const browser = await openBrowser({ reducedMotion: 'reduce' });
  const page = await browser.context.newPage();
  await page.goto(server.url);
  await fill(page, server);
  expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  await browser.close();
  await server.stop();
});

test('a screen reader hears who said what, and is told of what is new', async () => {
  const server = await startChatServer({ answer: () => {} });
  const browser = await openBrowser({ locale: 'en' });
  const page = await browser.context.newPage();
  await page.goto(server.url);
  await fill(page, server);
  const log = page.getByRole('log', { name: 'Conversation' });
  expect(await log.getAttribute('aria-live')).toBe('polite');
  const spoken = await log.ariaSnapshot();
  expect(spoken).toContain('You said');
  expect(spoken).toContain('Assistant');
  expect(spoken).toContain('Anna');
  expect(spoken).toMatch(/button "Helpful" \[disabled\]/);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await browser.close();
  await server.stop();
});
