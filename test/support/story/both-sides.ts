import type { Page } from 'playwright-core';
import { systemClock } from '../../../src/system.ts';
import { type ChatPage, chatPage } from '../web/chat-page.ts';
import type { Stage } from './stage.ts';
import type { StoryWords } from './story-words.ts';

/** Called at the moments that are worth a picture. */
export type Photographer = (name: string, page: Page) => Promise<void>;

const PATIENCE_MS = 30_000;

/**
 * The whole way of one upset customer: a sign of frustration, the offer, the queue, a takeover in one browser, a transfer to
 * the other, one to the operator in the messenger, back to the bot, the rating, and once more to a person who resolves.
 */
export async function playBothSides(
  stage: Stage,
  customer: Page,
  words: StoryWords,
  photograph: Photographer = async () => {},
): Promise<void> {
  const { lin, bo, otto, group } = stage;
  const chat = await enterShop(stage, customer, words.locale);
  await chat.say(words.upset);
  await reads(chat, words.offer);
  await photograph('offer', customer);
  await customer.locator('.chat').getByRole('button', { name: words.fastLane }).last().click();
  await reads(chat, words.queued);

  await openFirst(lin, 'waiting');
  await openFirst(bo, 'waiting');
  await lin.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
  await lin.getByRole('button', { name: '结束' }).waitFor();
  await bo.getByRole('toolbar').getByRole('button', { name: 'Take' }).waitFor({ state: 'detached' });
  await reads(chat, words.joined);
  await replies(lin, '回复客户', words.hello);
  await reads(chat, words.hello);
  await chat.say(words.answer);
  await lin.locator('.by-customer', { hasText: words.answer }).waitFor();
  await photograph('desk', lin);

  await passesTo(lin, { button: '转交', pick: '选一位同事', to: 'Bo Chen' });
  await reads(chat, words.passed);
  await openFirst(bo, 'mine');
  await replies(bo, 'Reply to the customer', words.second);
  await reads(chat, words.second);
  await photograph('colleague', bo);
  await photograph('widget', customer);

  await passesTo(bo, { button: 'Transfer', pick: 'Pick a colleague', to: 'Otto' });
  const topic = { in: group, threadId: await topicOf(stage, words.upset) };
  await otto.sends(words.third, topic);
  await reads(chat, words.third);
  await bo.locator('.by-agent', { hasText: words.third }).waitFor();
  await showsPicture(stage, topic);
  // Resolves when the bytes are there and are a picture.
  await customer.locator('.message img').last().evaluate('(image) => image.decode()', null, { timeout: PATIENCE_MS });
  await otto.presses('↩️ Return to bot', topic);
  await reads(chat, words.returned);
  await reads(chat, words.rate);
  await chat.say('5');
  await reads(chat, words.thanks);
  await photograph('rating', customer);

  await chat.say(words.again);
  await openFirst(bo, 'waiting');
  await bo.getByRole('toolbar').getByRole('button', { name: 'Take' }).click();
  await replies(bo, 'Reply to the customer', words.last);
  await reads(chat, words.last);
  await bo.getByRole('button', { name: 'Resolve' }).click();
  await bo.getByRole('radio', { name: 'Compensated' }).check();
  await bo.locator('.main-button').click();
  await bo.locator('.event-resolved', { hasText: 'Compensated' }).waitFor();
}

async function enterShop(stage: Stage, customer: Page, locale: StoryWords['locale']): Promise<ChatPage> {
  await customer.goto(`${stage.shopPage}/${locale}`);
  await customer.locator('.launcher').click();
  const chat = chatPage(customer);
  await chat.connected();
  return chat;
}

/** What the customer can read, buttons included. */
function reads(chat: ChatPage, wanted: RegExp | string): Promise<void> {
  return chat.page.locator('.message', { hasText: wanted }).first().waitFor({ timeout: PATIENCE_MS });
}

async function openFirst(agent: Page, view: 'waiting' | 'mine'): Promise<void> {
  await agent.goto(agent.url().replace(/#.*$/, `#/inbox/${view}`));
  await agent.locator('.row').first().click();
  await agent.locator('.pane-head').waitFor();
}

async function replies(agent: Page, field: string, words: string): Promise<void> {
  const box = agent.getByRole('textbox', { name: field });
  await box.fill(words);
  await box.press('Enter');
  await agent.locator('.by-agent', { hasText: words }).waitFor();
}

async function passesTo(
  agent: Page,
  { button, pick, to }: { button: string; pick: string; to: string },
): Promise<void> {
  await agent.getByRole('toolbar').getByRole('button', { name: button }).click();
  await agent.getByRole('combobox', { name: pick }).click();
  await agent.locator('.ant-select-item', { hasText: to }).click();
  await agent.locator('.main-button').click();
  await agent.locator('.main-button').waitFor({ state: 'detached' });
}

/** A picture from the operator's phone, for a customer who is not on Telegram. */
async function showsPicture({ peer, otto }: Stage, topic: { in: Stage['group']; threadId: number }): Promise<void> {
  const file = `shelf-${topic.threadId}`;
  await peer.commands.addFile({ fileId: file, path: `photo/${file}.png`, base64: PIXEL });
  await otto.sendsContent({ photo: [{ file_id: file, file_unique_id: file, width: 1, height: 1 }] }, topic);
}

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The topic in which the customer's own words stand. */
async function topicOf({ group }: Stage, words: string): Promise<number> {
  const giveUp = systemClock.now() + PATIENCE_MS;
  for (;;) {
    const post = (await group.received()).findLast(({ text }) => text?.includes(words));
    if (post?.message_thread_id !== undefined) return post.message_thread_id;
    if (systemClock.now() > giveUp) throw new Error('The customer’s words never stood in a topic.');
    await systemClock.sleep(100);
  }
}
