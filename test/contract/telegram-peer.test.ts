import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, Bot, GrammyError, HttpError, InputFile } from 'grammy';
import { afterEach, describe, expect, it } from 'vitest';
import { startTelegramPeer, startTelegramPeerProcess, type TelegramPeer } from '../support/telegram/index.ts';

/** What the peer promises to the tests that stand on it, seen through an unmodified grammY. */

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function peerAndApi(options: Parameters<typeof startTelegramPeer>[0] = {}) {
  const peer = await startTelegramPeer(options);
  closers.push(() => peer.close());
  return { peer, api: new Api(peer.token, { apiRoot: peer.apiRoot }) };
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'not refused',
    (thrown: unknown) => thrown,
  );
  if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
  if (error instanceof HttpError) return 'connection';
  throw error;
}

describe('the Telegram peer', () => {
  it('runs a grammY bot by long polling: a person writes, presses a button, edits', async () => {
    const { peer } = await peerAndApi();
    const bot = new Bot(peer.token, { client: { apiRoot: peer.apiRoot } });
    bot.on('message:text', (ctx) =>
      ctx.reply(`echo ${ctx.msg.text}`, { reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] } }),
    );
    bot.on('callback_query:data', async (ctx) => {
      await ctx.answerCallbackQuery();
      await ctx.editMessageText(`pressed ${ctx.callbackQuery.data}`);
    });
    bot.on('edited_message:text', (ctx) => ctx.reply(`edited to ${ctx.msg.text}`));
    const running = bot.start();
    closers.push(async () => {
      await bot.stop();
      await running;
    });

    const anna = await peer.user();
    const { messageId } = await anna.sends('hello 👋');
    await anna.waitForMessages(1);
    const { callbackId } = await anna.presses('Yes');
    await peer.waitFor((entry) => entry.kind === 'edited');
    await anna.edits(messageId, 'bye');
    await anna.waitForMessages(2);

    expect(await anna.texts()).toEqual(['pressed y', 'edited to bye']);
    expect(await peer.commands.callbackAnswer({ callbackId })).not.toBeNull();
  });

  it.each([
    ['4,097 characters', { text: 'x'.repeat(4097) }, '400 Bad Request: message is too long'],
    ['empty text', { text: ' \n' }, '400 Bad Request: message text is empty'],
    ['an unknown parameter', { text: 'x', colour: 'red' }, '400 Bad Request: unknown parameter "colour"'],
    ['a mistyped parameter', { text: 'x', disable_notification: 'yes' }, '400 Bad Request: wrong parameter'],
    ['a misspelt key deep inside', { text: 'x', entities: [{ type: 'bold', off: 0, length: 1 }] }, '400 Bad Request'],
    ['66 bytes of callback data', buttons('é'.repeat(33)), '400 Bad Request: BUTTON_DATA_INVALID'],
    ['an entity outside of the text', entity(0, 9), '400 Bad Request: entity beginning at UTF-16 offset 0 ends after'],
    ['an entity that cuts an emoji', { text: '👋x', entities: [bold(0, 1)] }, '400 Bad Request: entity beginning'],
    ['entities that cross', { text: 'abcd', entities: [bold(0, 3), { type: 'italic', offset: 1, length: 3 }] }, '400'],
    ['bold around code', { text: 'abcd', entities: [bold(0, 4), { type: 'code', offset: 1, length: 1 }] }, '400'],
    ['a link to nowhere', { text: 'ab', entities: [{ type: 'text_link', offset: 0, length: 1, url: 'x' }] }, '400'],
    ['a topic that is not there', { text: 'x', message_thread_id: 7 }, '400 Bad Request: message thread not found'],
    ['an unknown chat', { text: 'x', chat_id: 1 }, '400 Bad Request: chat not found'],
  ])('refuses %s', async (_, payload, expected) => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    const call = api.raw.sendMessage({ chat_id: anna.id, ...payload } as Parameters<typeof api.raw.sendMessage>[0]);
    expect(await refusal(call)).toContain(expected);
    expect(await anna.received()).toEqual([]);
  });

  it('takes 4,096 characters and 64 bytes of callback data', async () => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    await api.sendMessage(anna.id, '中'.repeat(4096), buttons('x'.repeat(64)));
    expect(await anna.received()).toHaveLength(1);
  });

  it('refuses an edit that changes nothing', async () => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    const { message_id } = await api.sendMessage(anna.id, 'same');
    expect(await refusal(api.editMessageText(anna.id, message_id, 'same'))).toContain('message is not modified');
  });

  it('answers 401 to a wrong token, 404 to a broken one, and 404 to an unknown method', async () => {
    const { peer } = await peerAndApi();
    const get = async (path: string) => (await fetch(`${peer.apiRoot}${path}`)).status;
    expect(await get('/bot123:wrong/getMe')).toBe(401);
    expect(await get('/botnonsense/getMe')).toBe(404);
    expect(await get(`/bot${peer.token}/getYou`)).toBe(404);
    expect(await get(`/bot${peer.token}/getMe`)).toBe(200);
  });

  it('knows who blocked, left, moved or was never met', async () => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    const stranger = await peer.user({ standing: 'stranger' });
    const known = await peer.user({ standing: 'stranger' });
    const group = await peer.group([anna, known], { type: 'group' });
    await anna.blocks();
    const upgraded = await group.upgrades();

    expect(await refusal(api.sendMessage(anna.id, 'x'))).toContain('403 Forbidden: bot was blocked by the user');
    expect(await refusal(api.sendMessage(stranger.id, 'x'))).toContain('400 Bad Request: chat not found');
    expect(await refusal(api.sendMessage(known.id, 'x'))).toContain("403 Forbidden: bot can't initiate");
    const moved = await api.sendMessage(group.id, 'x').catch((error: unknown) => error);
    expect((moved as GrammyError).parameters.migrate_to_chat_id).toBe(upgraded.id);
    await anna.unblocks();
    await api.sendMessage(anna.id, 'back again');
    expect(await anna.texts()).toEqual(['back again']);
  });

  it('confirms updates only by a higher offset, and keeps them 24 hours', async () => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    await anna.sends('one');
    const { updateId } = await anna.sends('two');
    expect(await api.getUpdates()).toHaveLength(2);
    expect(await api.getUpdates()).toHaveLength(2);
    expect(await api.getUpdates({ offset: updateId ?? 0 })).toHaveLength(1);
    await peer.commands.advance({ ms: 24 * 3600 * 1000 + 1 });
    expect(await api.getUpdates()).toEqual([]);
  });

  it('ends an older poll and a poll beside a webhook with 409', async () => {
    const { peer, api } = await peerAndApi();
    const first = refusal(api.getUpdates({ timeout: 30 }));
    // The first poll has arrived when a second one ends it: try until it does.
    let settled = false;
    void first.then(() => {
      settled = true;
    });
    while (!settled) await api.getUpdates({ timeout: 0 });
    expect(await first).toContain('409 Conflict: terminated by other getUpdates request');
    await api.setWebhook(`${peer.apiRoot}/nowhere`);
    expect(await refusal(api.getUpdates())).toContain(
      "409 Conflict: can't use getUpdates method while webhook is active",
    );
  });

  it('delivers to a webhook with the secret, retries, and blocks only the chat that failed', async () => {
    const { peer, api } = await peerAndApi({ webhook: { retryBaseMs: 5 } });
    const failures = new Set(['one']);
    const seen: string[] = [];
    const hook = createServer(async (request, response) => {
      const text = await textOf(request);
      const secret = request.headers['x-telegram-bot-api-secret-token'];
      seen.push(`${secret} ${text}`);
      response.writeHead(failures.delete(text) ? 500 : 200).end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    closers.push(async () => hook.close().closeAllConnections());
    const { port } = hook.address() as AddressInfo;

    const anna = await peer.user();
    const bert = await peer.user();
    await api.setWebhook(`http://127.0.0.1:${port}/`, { secret_token: 'geheim_1' });
    await anna.sends('one');
    const { updateId: last } = await anna.sends('two');
    await bert.sends('three');
    await peer.waitFor((entry) => entry.kind === 'confirmed' && entry.updateId === last);

    expect(seen.filter((line) => line !== 'geheim_1 three')).toEqual(['geheim_1 one', 'geheim_1 one', 'geheim_1 two']);
    expect(seen).toContain('geheim_1 three');
    expect((await api.getWebhookInfo()).last_error_message).toContain('500');
  });

  it('plays the scripted faults, per method and chat', async () => {
    const { peer, api } = await peerAndApi();
    const anna = await peer.user();
    const bert = await peer.user();
    await peer.script({ method: 'sendMessage', chatId: anna.id, does: { kind: 'tooManyRequests', retryAfter: 7 } });
    await peer.script({ method: 'sendMessage', chatId: anna.id, does: { kind: 'reset' } });
    await peer.script({ method: 'sendMessage', chatId: anna.id, does: { kind: 'acceptThenDrop' } });
    await peer.script({ chatId: anna.id, skip: 1, does: { kind: 'serverError', code: 502, html: true } });

    await api.sendMessage(bert.id, 'untouched');
    const limited = (await api.sendMessage(anna.id, '1').catch((error: unknown) => error)) as GrammyError;
    expect([limited.error_code, limited.parameters.retry_after]).toEqual([429, 7]);
    expect(await refusal(api.sendMessage(anna.id, '2'))).toBe('connection');
    expect(await refusal(api.sendMessage(anna.id, '3'))).toBe('connection');
    await api.sendMessage(anna.id, '4');
    expect(await refusal(api.sendMessage(anna.id, '5'))).toBe('connection');
    expect(await anna.texts()).toEqual(['3', '4']);
  });

  it('enforces rate limits when asked to', async () => {
    const { peer, api } = await peerAndApi({ enforce: { perSecond: 2 } });
    const anna = await peer.user();
    await api.sendMessage(anna.id, '1');
    await api.sendMessage(anna.id, '2');
    expect(await refusal(api.sendMessage(anna.id, '3'))).toContain('429 Too Many Requests: retry after 1');
    await peer.commands.advance({ ms: 1_001 });
    await api.sendMessage(anna.id, '4');
    expect(await anna.texts()).toEqual(['1', '2', '4']);
  });

  it('has forum topics, uploads, files, copies and forwards', async () => {
    const { peer, api } = await peerAndApi();
    const agent = await peer.user();
    const forum = await peer.group([agent], { forum: true, standing: 'administrator' });
    const { message_thread_id } = await api.createForumTopic(forum.id, 'Anna · order 1234');
    const photo = await api.sendPhoto(forum.id, new InputFile(Buffer.from('pixels'), 'a.png'), { message_thread_id });
    const fileId = photo.photo?.[0]?.file_id ?? '';
    const file = await api.getFile(fileId);
    const download = await fetch(`${peer.apiRoot}/file/bot${peer.token}/${file.file_path}`);
    expect(await download.text()).toBe('pixels');

    await api.copyMessage(agent.id, forum.id, photo.message_id, { caption: 'copied' });
    await api.forwardMessage(agent.id, forum.id, photo.message_id);
    expect(await agent.received()).toMatchObject([{ caption: 'copied' }, { forward_origin: { type: 'user' } }]);

    await api.closeForumTopic(forum.id, message_thread_id);
    await api.reopenForumTopic(forum.id, message_thread_id);
    await api.deleteForumTopic(forum.id, message_thread_id);
    expect(await refusal(api.sendChatAction(forum.id, 'typing', { message_thread_id }))).toContain('thread not found');
  });

  it('survives its network and works from a process of its own', async () => {
    const peer: TelegramPeer = await startTelegramPeerProcess();
    closers.push(() => peer.close());
    const api = new Api(peer.token, { apiRoot: peer.apiRoot });
    const anna = await peer.user({ firstName: '安娜' });
    await anna.sends('你好');
    await peer.commands.offline();
    expect(await refusal(api.getUpdates())).toBe('connection');
    await peer.commands.online();
    expect((await api.getUpdates())[0]?.message?.text).toBe('你好');
    await api.sendMessage(anna.id, '您好,安娜');
    expect((await anna.waitForMessages(1))[0]?.text).toBe('您好,安娜');
    await expect(anna.presses('nothing')).rejects.toThrow('no button');
  });
});

function bold(offset: number, length: number) {
  return { type: 'bold' as const, offset, length };
}

function entity(offset: number, length: number) {
  return { text: 'short', entities: [bold(offset, length)] };
}

function buttons(data: string) {
  return { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'Press', callback_data: data }]] } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return (JSON.parse(Buffer.concat(chunks).toString()) as { message: { text: string } }).message.text;
}
