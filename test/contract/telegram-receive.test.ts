import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTelegramChannel, type TelegramChannelOptions } from '../../src/channels/telegram/index.ts';
import type { Channel, HttpEndpoint, Inbox, IncomingMessage } from '../../src/core/index.ts';
import { systemClock } from '../../src/system.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

/** The channel's receiving half against the peer, over real sockets. */

const closers: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function peerFor(options: Parameters<typeof startTelegramPeer>[0] = {}): Promise<TelegramPeer> {
  const peer = await startTelegramPeer(options);
  closers.push(() => peer.close());
  return peer;
}

/** An inbox that keeps what it accepted and lets a test wait for it. */
function collectingInbox(beforeAccept: (messages: readonly IncomingMessage[]) => void = () => undefined) {
  const accepted: IncomingMessage[] = [];
  let wake: () => void = () => undefined;
  const inbox: Inbox = {
    async accept(messages) {
      beforeAccept(messages);
      accepted.push(...messages);
      wake();
    },
  };
  return {
    inbox,
    accepted,
    texts: () => accepted.map(({ content }) => (content.kind === 'text' ? content.text : content.kind)),
    async until(count: number) {
      while (accepted.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Waits cost nothing, but give other work a turn; what was waited for is kept. */
function hastyClock() {
  const waits: number[] = [];
  return {
    waits,
    clock: {
      now: () => systemClock.now(),
      sleep: async (ms: number) => {
        waits.push(ms);
        await new Promise((resolve) => setTimeout(resolve, 2));
      },
    },
  };
}

function capturedLog() {
  const lines: string[] = [];
  let wake: () => void = () => undefined;
  const write = (fields: object, text: string) => {
    lines.push(`${text} ${JSON.stringify(fields)}`);
    wake();
  };
  return {
    lines,
    logger: { debug: write, info: write, warn: write, error: write },
    async until(part: string) {
      while (!lines.some((line) => line.includes(part))) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

type Options = Partial<Omit<TelegramChannelOptions, 'settings'>> & {
  settings?: Partial<TelegramChannelOptions['settings']>;
};

function channelOf(peer: Pick<TelegramPeer, 'token' | 'apiRoot'>, { settings, ...options }: Options = {}): Channel {
  return createTelegramChannel({
    settings: { token: peer.token, apiRoot: peer.apiRoot, pollTimeoutSeconds: 20, ...settings },
    clock: systemClock,
    ...options,
  });
}

function run(channel: Channel, inbox: Inbox) {
  const controller = new AbortController();
  const done = channel.start(inbox, controller.signal);
  const stop = () => {
    controller.abort();
    return done;
  };
  closers.push(stop);
  return { stop, controller, done };
}

describe('polling', () => {
  it('hands over what people do, in order, and stops the spinner of a pressed button', async () => {
    const peer = await peerFor();
    const channel = channelOf(peer);
    const { inbox, until, accepted } = collectingInbox();
    run(channel, inbox);
    const anna = await peer.user({ firstName: 'Anna', languageCode: 'zh-hans' });
    const { messageId } = await anna.sends('我的订单呢?');
    await until(1);
    const to = { channel: channel.id, account: channel.account, peer: (accepted[0] as IncomingMessage).from.peer };
    const choices = [{ id: 'yes' as never, label: '是' }];
    await channel.send(
      to,
      { kind: 'choices', prompt: '订单 1234?', choices },
      'k' as never,
      new AbortController().signal,
    );
    const { callbackId } = await anna.presses('是');
    await anna.edits(messageId, '我的订单 1234 呢?');
    await anna.blocks();
    await until(4);

    expect(accepted.map(({ content }) => content)).toEqual([
      { kind: 'text', text: '我的订单呢?' },
      { kind: 'choice', id: 'yes', label: '是' },
      { kind: 'text', text: '我的订单 1234 呢?' },
      { kind: 'presence', event: 'blocked' },
    ]);
    expect(accepted[2]?.edits).toBe(accepted[0]?.key);
    await peer.waitFor((entry) => entry.kind === 'call' && entry.method === 'answercallbackquery');
    expect(await peer.commands.callbackAnswer({ callbackId })).not.toBeNull();
  });

  it('gets a batch again, with the same keys, after a crash between accept and the higher offset', async () => {
    const peer = await peerFor();
    const anna = await peer.user();
    await anna.sends('one');
    await anna.sends('two');
    const crash = new AbortController();
    const before = collectingInbox(() => crash.abort());
    await channelOf(peer).start(before.inbox, crash.signal);
    const after = collectingInbox();
    run(channelOf(peer), after.inbox);
    await after.until(2);

    expect(before.accepted.map(({ key }) => key)).toEqual(after.accepted.map(({ key }) => key));
    expect(after.texts()).toEqual(['one', 'two']);
  });

  it('keeps the offset while the inbox refuses, and skips nothing', async () => {
    const peer = await peerFor();
    const { clock, waits } = hastyClock();
    let refusals = 3;
    const { inbox, until, texts } = collectingInbox(() => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('database is locked');
    });
    const anna = await peer.user();
    await anna.sends('one');
    await anna.sends('two');
    const { logger, lines } = capturedLog();
    run(channelOf(peer, { clock, logger }), inbox);
    await until(2);
    await anna.sends('three');
    await until(3);

    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(lines.join('\n')).toContain('database is locked');
  });

  it('goes on behind an update that it cannot read', async () => {
    const peer = await peerFor();
    const { inbox, until, texts } = collectingInbox();
    const anna = await peer.user();
    await peer.commands.pushUpdate({ kind: 'message', chatId: anna.id, body: { odd: true } });
    await peer.commands.pushUpdate({ kind: 'callback_query', chatId: anna.id, body: 'not even an object' });
    await anna.sendsContent({ dice: { emoji: '🎲', value: 6 } });
    await anna.sends('still here');
    run(channelOf(peer), inbox);
    await until(2);
    expect(texts()).toEqual(['unsupported', 'still here']);
  });

  it('starts without a network, and goes on when the network fails in the middle', async () => {
    const peer = await peerFor();
    const { clock } = hastyClock();
    const log = capturedLog();
    const { inbox, until, texts } = collectingInbox();
    await peer.commands.offline();
    run(channelOf(peer, { clock, logger: log.logger }), inbox);
    await log.until('Telegram is not connected yet');
    await peer.commands.online();
    await log.until('Telegram is connected');
    const anna = await peer.user();
    await anna.sends('one');
    await until(1);
    await peer.commands.offline();
    await log.until('could not be asked');
    await peer.commands.online();
    await anna.sends('two');
    await until(2);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('waits as long as Telegram says when it is asked too often', async () => {
    const peer = await peerFor();
    const anna = await peer.user();
    const { waits, clock } = hastyClock();
    await peer.script({ method: 'getMe', does: { kind: 'tooManyRequests', retryAfter: 31 } });
    await peer.script({ method: 'getUpdates', does: { kind: 'tooManyRequests', retryAfter: 17 } });
    const { inbox, until } = collectingInbox();
    run(channelOf(peer, { clock }), inbox);
    await anna.sends('hello');
    await until(1);
    expect(waits).toEqual([31_000, 17_000]);
  });

  it('explains a wrong token and a second poller in words, and never logs the token', async () => {
    const peer = await peerFor();
    const { clock } = hastyClock();
    const wrong = capturedLog();
    const token = '123456:wrong-token-0123456789';
    run(channelOf({ token, apiRoot: peer.apiRoot }, { clock, logger: wrong.logger }), collectingInbox().inbox);
    await wrong.until('Check TELEGRAM_BOT_TOKEN');
    expect(wrong.lines.join('\n')).not.toContain('wrong-token');

    const first = capturedLog();
    run(channelOf(peer, { clock, logger: first.logger }), collectingInbox().inbox);
    await first.until('Telegram is connected');
    run(channelOf(peer, { clock }), collectingInbox().inbox);
    await first.until('Another process polls with this bot token');
  });

  it('takes away a webhook that is still set, and asks only for what it reads', async () => {
    const peer = await peerFor();
    await fetch(`${peer.apiRoot}/bot${peer.token}/setWebhook?url=${encodeURIComponent(`${peer.apiRoot}/nowhere`)}`);
    const { inbox, until } = collectingInbox();
    const commands = [{ command: 'help', description: { 'zh-CN': '帮助', en: 'Help' } }];
    run(channelOf(peer, { settings: { commands } }), inbox);
    const anna = await peer.user();
    await anna.sends('hello');
    await until(1);
    expect(await peer.commands.webhook()).toBeNull();
    expect(await peer.commands.commandList({ languageCode: 'zh' })).toEqual([{ command: 'help', description: '帮助' }]);
    const poll = await peer.waitFor((entry) => entry.kind === 'call' && entry.method === 'getupdates');
    expect(poll.kind === 'call' && poll.payload['allowed_updates']).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
    ]);
  });

  it('says that a group moved', async () => {
    const peer = await peerFor();
    const { inbox, until, accepted } = collectingInbox();
    run(channelOf(peer), inbox);
    const anna = await peer.user();
    const group = await peer.group([anna], { type: 'group' });
    const upgraded = await group.upgrades();
    await until(2);
    const [first, second] = accepted;
    expect(first?.content).toMatchObject({ kind: 'moved', to: { peer: String(upgraded.id) } });
    expect(second?.key).toBe(first?.key);
  });
});

describe('the webhook', () => {
  const webhookSecret = 'a-Secret_1';

  /** A server as small as the real one is large: it mounts the channel's endpoint. */
  async function mounted(peer: TelegramPeer, options: Options = {}) {
    let endpoint: HttpEndpoint | null = null;
    const server: Server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (endpoint === null || request.url !== endpoint.path) return void response.writeHead(404).end();
      const headers = request.headers as Record<string, string | undefined>;
      const body = Buffer.concat(chunks);
      const answer = await endpoint.handle({ headers, query: {}, params: {}, body, ip: '127.0.0.1' });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => server.close().closeAllConnections());
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const channel = channelOf(peer, { ...options, settings: { mode: 'webhook', publicUrl, webhookSecret } });
    endpoint = channel.endpoints[0] as HttpEndpoint;
    const post = async (body: string, secret: string | null = webhookSecret) => {
      const headers = secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret };
      return (await fetch(`${publicUrl}${endpoint?.path}`, { method: 'POST', headers, body })).status;
    };
    return { channel, post };
  }

  it('is registered with its secret and hands over before it acknowledges', async () => {
    const peer = await peerFor({ webhook: { retryBaseMs: 5 } });
    const { channel } = await mounted(peer);
    const { inbox, until, texts } = collectingInbox();
    run(channel, inbox);
    const anna = await peer.user();
    await anna.sends('one');
    await anna.sends('two');
    await until(2);
    expect(texts()).toEqual(['one', 'two']);
    await peer.waitFor((entry) => entry.kind === 'confirmed' && entry.by === 'webhook');
  });

  it('is given every update again until the inbox has taken it', async () => {
    const peer = await peerFor({ webhook: { retryBaseMs: 5 } });
    const { channel } = await mounted(peer);
    let refusals = 2;
    const { inbox, until, texts } = collectingInbox(() => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('database is locked');
    });
    run(channel, inbox);
    const anna = await peer.user();
    await anna.sends('one');
    await anna.sends('two');
    await until(2);
    expect(texts()).toEqual(['one', 'two']);
    const statuses = (await peer.journal()).flatMap((entry) => (entry.kind === 'delivery' ? [entry.status] : []));
    expect(statuses.slice(0, 3)).toEqual([503, 503, 200]);
  });

  it('answers 401 without the secret, 400 to what is no update, 200 to what it does not read', async () => {
    const peer = await peerFor();
    const { channel, post } = await mounted(peer);
    const update = JSON.stringify({ update_id: 1, message: { message_id: 1 } });
    expect(await post(update)).toBe(503);
    const { inbox, accepted } = collectingInbox();
    const { stop } = run(channel, inbox);
    expect(await post(update, null)).toBe(401);
    expect(await post(update, 'a-Secret_2')).toBe(401);
    expect(await post(update, '')).toBe(401);
    expect(await post('{"update_id":')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toBe(400);
    expect(await post(update)).toBe(200);
    expect(await post(JSON.stringify({ update_id: 2, hologram: {} }))).toBe(200);
    expect(accepted).toEqual([]);
    await stop();
    expect(await post(update)).toBe(503);
  });
});

describe('settings', () => {
  const token = '123456:test-token-0123456789';
  const problem = (settings: TelegramChannelOptions['settings']) => {
    try {
      createTelegramChannel({ settings, clock: systemClock });
      return null;
    } catch (error) {
      return error;
    }
  };

  it('refuses a webhook without a proper secret, and names the variable', () => {
    for (const webhookSecret of [undefined, '', 'with space', 'x'.repeat(257), '密']) {
      const settings = { token, mode: 'webhook' as const, publicUrl: 'https://bot.example.com', webhookSecret };
      expect(problem(settings)).toMatchObject({
        code: 'CHANNEL_MISCONFIGURED',
        message: expect.stringContaining('TELEGRAM_WEBHOOK_SECRET'),
      });
    }
  });

  it('names every wrong variable and repeats no value', () => {
    const error = problem({ token: 'my-secret-token', mode: 'webhook', apiRoot: 'ftp://x' }) as Error;
    expect(error.message).toMatch(/TELEGRAM_BOT_TOKEN.*TELEGRAM_API_ROOT/);
    expect(error.message).not.toContain('my-secret-token');
  });

  it('knows the account from the token before any network', () => {
    expect(createTelegramChannel({ settings: { token }, clock: systemClock }).account).toBe('123456');
  });
});
