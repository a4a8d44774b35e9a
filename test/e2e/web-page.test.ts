import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { ChoiceId, type IncomingMessage } from '../../src/core/index.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import type { ArrayTranscript } from '../support/web/array-transcript.ts';
import { type ChatPage, chatPage, complaintsOf } from '../support/web/chat-page.ts';
import { type ChatServer, startChatServer } from '../support/web/chat-server.ts';

const OFFER = 'offer';

/** Echoes, and offers choices when asked to. */
function answer(transcript: ArrayTranscript, { from, content, sentAt }: IncomingMessage): void {
  const said = content.kind === 'text' ? content.text : content.kind === 'choice' ? content.id : content.kind;
  if (said.startsWith('fb:')) return;
  if (said !== OFFER) transcript.addStaff(from, { kind: 'text', markdown: `re: ${said}` }, sentAt);
  else {
    const choices = [
      { id: ChoiceId.parse('order'), label: 'My order' },
      { id: ChoiceId.parse('person'), label: 'A person' },
      { id: ChoiceId.parse('fb:y:e1'), label: '👍 Helpful' },
      { id: ChoiceId.parse('fb:n:e1'), label: '👎 Not helpful' },
    ];
    transcript.addStaff(from, { kind: 'choices', prompt: 'Which one?', choices }, sentAt);
  }
}

describe('the chat page', () => {
  let server: ChatServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    buildWebIfStale();
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const page of browser.context.pages()) await page.close();
    await browser.context.setOffline(false);
    await server.stop();
  });

  async function visit(path = '/'): Promise<ChatPage> {
    const page = await browser.context.newPage();
    await page.goto(server.url + path);
    const chat = chatPage(page);
    await chat.connected();
    return chat;
  }

  async function newVisit(path = '/'): Promise<ChatPage> {
    server = await startChatServer({ answer });
    return visit(path);
  }

  test('greets in the language of the browser or of the address, and breaks no rule of its policy', async () => {
    server = await startChatServer({ answer });
    const page = await browser.context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(server.url);
    await page.getByText('您好，有什么可以帮您？').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Hello, how can we help?').waitFor();
    expect(await page.title()).toBe('Lantern Home');
    await page.getByRole('button', { name: 'When will it arrive?' }).click();
    await chatPage(page).shows(['own: When will it arrive?', 'bot: re: When will it arrive?']);
    expect(complaints).toEqual([]);
  });

  test('loses nothing when the connection is cut in the middle, in either direction', async () => {
    const chat = await newVisit();
    await chat.say('第一句');
    await chat.shows(['own: 第一句', 'bot: re: 第一句']);

    const held = server.hold();
    await chat.say('在路上');
    await browser.context.setOffline(true);
    server.cut();
    await chat.page.locator('.banner', { hasText: '网络断开了' }).waitFor();
    await chat.say('断网时写的');
    held.release();
    await chat.page.locator('.state', { hasText: '发送中' }).first().waitFor();

    await browser.context.setOffline(false);
    await chat.connected();
    await chat.shows([
      'own: 第一句',
      'bot: re: 第一句',
      'own: 在路上',
      'bot: re: 在路上',
      'own: 断网时写的',
      'bot: re: 断网时写的',
    ]);
    expect(server.accepted).toHaveLength(3);
    expect(await chat.page.locator('.banner').textContent()).toBe('');
  });

  test('goes on after the server was restarted, with what was said meanwhile', async () => {
    const chat = await newVisit();
    await chat.say('before');
    await chat.shows(['own: before', 'bot: re: before']);
    const { transcript, url } = server;
    await server.stop();
    await chat.say('during');
    transcript.addStaff(server.accepted[0]?.from ?? never(), { kind: 'text', markdown: 'while you were away' }, 1);
    server = await startChatServer({ answer, transcript, port: Number(new URL(url).port) });
    await chat.shows(['own: before', 'bot: re: before', 'bot: while you were away', 'own: during', 'bot: re: during']);
  });

  test('sends what was not sent yet after a reload, and shows the conversation again', async () => {
    const chat = await newVisit();
    await chat.say('one');
    await chat.shows(['own: one', 'bot: re: one']);
    await browser.context.setOffline(true);
    server.cut();
    await chat.say('two');
    await browser.context.setOffline(false);
    await chat.page.reload();
    await chat.shows(['own: one', 'bot: re: one', 'own: two', 'bot: re: two']);
    expect(server.accepted).toHaveLength(2);
  });

  test('shows the same conversation in two tabs', async () => {
    const one = await newVisit();
    await one.say('from the first tab');
    await one.shows(['own: from the first tab', 'bot: re: from the first tab']);
    const two = await visit();
    await two.say('from the second');
    await one.shows([
      'own: from the first tab',
      'bot: re: from the first tab',
      'own: from the second',
      'bot: re: from the second',
    ]);
  });

  test('a choice is pressed once, shown as the answer, and the cursor is back where one writes', async () => {
    const chat = await newVisit();
    await chat.say(OFFER);
    await chat.page.getByRole('button', { name: 'A person' }).click();
    await chat.shows([`own: ${OFFER}`, 'bot: Which one?', 'own: A person', 'bot: re: person']);
    const buttons = chat.page.locator('.choice');
    expect(
      await buttons.evaluateAll((nodes) => nodes.map((node) => [node.hasAttribute('disabled'), node.ariaPressed])),
    ).toEqual([
      [true, 'false'],
      [true, 'true'],
    ]);
    expect(await chat.field.evaluate((node) => node.ownerDocument.activeElement === node)).toBe(true);
    expect(server.accepted.at(-1)?.content).toEqual({ kind: 'choice', id: 'person', label: 'A person' });
  });

  test('a rating is a small sign under the answer that says nothing aloud', async () => {
    const chat = await newVisit();
    await chat.say(OFFER);
    await chat.page.getByRole('button', { name: '没帮助' }).click();
    await chat.page.locator('.rating.down[aria-pressed="true"]').waitFor();
    await expect.poll(() => server.accepted.at(-1)?.content).toMatchObject({ kind: 'choice', id: 'fb:n:e1' });
    expect(await chat.transcript()).toEqual([`own: ${OFFER}`, 'bot: Which one?']);
  });

  test('Enter sends, Shift+Enter begins a line, and the Enter that ends a word of an input method does neither', async () => {
    const chat = await newVisit();
    await chat.field.pressSequentially('one');
    await chat.field.press('Shift+Enter');
    await chat.field.pressSequentially('two');
    await chat.field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await chat.field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    expect(await chat.field.inputValue()).toBe('one\ntwo');
    expect(await chat.transcript()).toEqual([]);
    await chat.field.press('Enter');
    await expect
      .poll(() => server.accepted.map(({ content }) => content))
      .toEqual([{ kind: 'text', text: 'one\ntwo' }]);
    expect(await chat.field.inputValue()).toBe('');
  });

  test('a link from one article to another asks the other question', async () => {
    const chat = await newVisit();
    await chat.say('hello');
    await expect.poll(() => server.accepted).toHaveLength(1);
    const markdown = 'See [Can I **send** it back?](#returns) and [Fees](../delivery/fees.md#fee).';
    server.transcript.addStaff(server.accepted[0]?.from ?? never(), { kind: 'text', markdown }, 1);
    await chat.page.getByRole('button', { name: 'Can I send it back?' }).click();
    await expect.poll(() => server.accepted.at(-1)?.content).toEqual({ kind: 'text', text: 'Can I send it back?' });
    await chat.page.getByRole('button', { name: 'Fees' }).waitFor();
  });

  test('a refused message says so and can be removed', async () => {
    const chat = await newVisit();
    await chat.field.evaluate((node) => node.removeAttribute('maxlength'));
    await chat.say('长'.repeat(8_001));
    await chat.page.getByText('没有发出去').waitFor();
    await chat.page.getByRole('button', { name: '删除' }).click();
    await chat.shows([]);
  });

  test('shows that somebody is writing', async () => {
    const chat = await newVisit();
    await chat.say('hello');
    await chat.shows(['own: hello', 'bot: re: hello']);
    server.transcript.announceTyping(server.accepted[0]?.from ?? never(), 'staff');
    await chat.page.getByRole('status', { name: '正在输入' }).waitFor();
  });

  test('follows the conversation, but not away from what is being read', async () => {
    const chat = await newVisit();
    await chat.say('long\n'.repeat(60));
    await expect.poll(() => chat.transcript()).toHaveLength(2);
    const scroller = chat.page.locator('.scroller');
    const fromEnd = () => scroller.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await expect.poll(fromEnd).toBeLessThan(2);
    await scroller.evaluate((node) => node.scrollTo(0, 0));
    await chat.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'); // let it scroll
    server.transcript.addStaff(server.accepted[0]?.from ?? never(), { kind: 'text', markdown: 'news' }, 1);
    await chat.page.getByRole('button', { name: '有新消息' }).click();
    await expect.poll(fromEnd).toBeLessThan(2);
  });

  test.each([320, 390, 768, 1280])('fits into %i pixels, whatever is in it', async (width) => {
    const chat = await newVisit();
    await chat.page.setViewportSize({ width, height: 700 });
    await chat.say(`https://example.com/${'x'.repeat(300)}`);
    await expect.poll(() => server.accepted).toHaveLength(1);
    const from = server.accepted[0]?.from ?? never();
    const table = `| ${'wide column | '.repeat(12)}\n|${' --- |'.repeat(12)}\n| ${'value | '.repeat(12)}`;
    server.transcript.addStaff(
      from,
      { kind: 'text', markdown: `${table}\n\n\`\`\`\n${'code '.repeat(80)}\n\`\`\`` },
      1,
    );
    await chat.page.locator('table').waitFor();
    const overflow = await chat.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await chat.page.locator('.scroller').evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
    expect(await chat.field.evaluate((node) => String(node.computedStyleMap().get('font-size')))).toBe('16px'); // less makes iOS zoom in
  });
});

function never(): never {
  throw new Error('The message that this test begins with did not arrive.');
}
