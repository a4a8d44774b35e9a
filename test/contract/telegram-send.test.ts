import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTelegramChannel } from '../../src/channels/telegram/index.ts';
import {
  AccountId,
  type Address,
  type Channel,
  ChannelId,
  ChoiceId,
  PeerId,
  type Reply,
  SendKey,
} from '../../src/core/index.ts';
import { systemClock } from '../../src/system.ts';
import { type FaultEffect, startTelegramPeer, type TelegramPeer, type TestChat } from '../support/telegram/index.ts';
import { markdownDocument } from '../unit/channels/telegram/markdown-documents.ts';

/** The channel's sending half against the peer, over real sockets. */

let peer: TelegramPeer;
let channel: Channel;
beforeAll(async () => {
  peer = await startTelegramPeer();
  channel = channelAt(peer.apiRoot);
});
afterAll(() => peer.close());

/** `sendTimeoutMs` is short, so that a peer that hangs is given up soon. */
function channelAt(apiRoot: string, sendTimeoutMs = 400): Channel {
  return createTelegramChannel({ settings: { token: peer.token, apiRoot, sendTimeoutMs }, clock: systemClock });
}

const KEY = SendKey.parse('k1');
const never = () => new AbortController().signal;
const text = (markdown: string): Reply => ({ kind: 'text', markdown });

function addressOf(chat: Pick<TestChat, 'id'>, threadId?: number): Address {
  const peerId = threadId === undefined ? String(chat.id) : `${chat.id}#${threadId}`;
  return { channel: ChannelId.parse('telegram'), account: AccountId.parse('7000000001'), peer: PeerId.parse(peerId) };
}

const send = (to: Address, reply: Reply, through = channel) => through.send(to, reply, KEY, never());

describe('a send', () => {
  it('arrives formatted, and names the message that it became', async () => {
    const anna = await peer.user();
    const result = await send(addressOf(anna), text('👋 您的订单 **1234** 已发货,[查看](https://example.com)'));
    const [message] = await anna.received();
    expect(result).toEqual({ kind: 'sent', platformId: `${anna.id}:${message?.message_id}` });
    expect(message).toMatchObject({
      text: '👋 您的订单 1234 已发货,查看',
      entities: [
        { type: 'bold', offset: 8, length: 4 },
        { type: 'text_link', offset: 17, length: 2, url: 'https://example.com' },
      ],
    });
  });

  it('shows choices as buttons that can be pressed', async () => {
    const anna = await peer.user();
    const choices = [
      { id: ChoiceId.parse('a'.repeat(48)), label: '配送时间' },
      { id: ChoiceId.parse('no'), label: '都不是' },
    ];
    expect(await send(addressOf(anna), { kind: 'choices', prompt: '您想问:', choices })).toMatchObject({
      kind: 'sent',
    });
    await expect(anna.presses('配送时间')).resolves.toHaveProperty('callbackId');
  });

  it('sends a long reply in parts that all arrive, in order', async () => {
    const anna = await peer.user();
    const markdown = Array.from({ length: 400 }, (_, i) => `${i}. **句子** ${i} 很长很长很长很长很长很长很长。`).join(
      '\n\n',
    );
    const parts = channel.prepare?.(text(markdown)) ?? [];
    for (const part of parts) expect(await send(addressOf(anna), part)).toMatchObject({ kind: 'sent' });
    const received = (await anna.texts()).join('\n\n');
    expect(parts.length).toBeGreaterThan(2);
    expect(received.match(/句子 \d+ 很长/g)).toHaveLength(400);
  });

  it('is refused, not cut, when it was not prepared', async () => {
    const anna = await peer.user();
    const result = await send(addressOf(anna), text('x'.repeat(5000)));
    expect(result).toMatchObject({ kind: 'refused', reason: { kind: 'invalid' } });
    expect(await anna.received()).toEqual([]);
  });

  it('is always valid for Telegram, whatever the markdown', async () => {
    const anna = await peer.user();
    await fc.assert(
      fc.asyncProperty(markdownDocument, async (markdown) => {
        for (const part of channel.prepare?.(text(markdown)) ?? []) {
          expect(await send(addressOf(anna), part)).toMatchObject({ kind: 'sent' });
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['photo:p1', 'photo/p1.jpg', 'image', 'photo'],
    ['document:d1', 'document/d1.pdf', 'file', 'document'],
    ['voice:v1', 'voice/v1.ogg', 'audio', 'voice'],
    ['video_note:n1', 'video_note/n1.mp4', 'video', 'video_note'],
    ['sticker:s1', 'sticker/s1.webp', 'sticker', 'sticker'],
    ['https://example.com/a.png', null, 'image', 'photo'],
  ] as const)('sends a file back as what it was: %s', async (ref, path, kind, arrivesAs) => {
    const anna = await peer.user();
    if (path !== null) await peer.commands.addFile({ fileId: ref.slice(ref.indexOf(':') + 1), path, base64: 'eA==' });
    expect(await send(addressOf(anna), { kind: 'media', media: { kind, ref } })).toMatchObject({ kind: 'sent' });
    expect((await anna.received())[0]).toHaveProperty(arrivesAs);
  });

  describe('of a file of ours', () => {
    const folder = mkdtempSync(join(tmpdir(), 'warmline-own-files-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const stored = (name: string, bytes: number) => {
      writeFileSync(join(folder, name), Buffer.alloc(bytes, 'x'));
      return join(folder, name);
    };
    /** Knows one file; every other reference of ours is gone. */
    const withFile = (path: string, bytes: number) =>
      createTelegramChannel({
        settings: { token: peer.token, apiRoot: peer.apiRoot },
        clock: systemClock,
        ownFiles: {
          find: async ({ ref }) => (ref === '/uploads/it' ? { kind: 'file', path, bytes } : { kind: 'gone' }),
        },
      });

    it.each([
      ['photo', 'image/png', 2_000, 'photo'],
      ['a picture that is too large for a photo', 'image/jpeg', 11 * 1024 * 1024, 'document'],
      ['a drawing that is a program', 'image/svg+xml', 300, 'document'],
      ['film', 'video/mp4', 5_000, 'video'],
      ['table', 'text/csv', 10, 'document'],
    ] as const)('puts the bytes up itself: %s', async (_, mimeType, bytes, arrivesAs) => {
      const anna = await peer.user();
      const channelWith = withFile(stored(`f-${bytes}`, bytes), bytes);
      const media = { kind: 'file', ref: '/uploads/it', name: '说明 1.bin', mimeType, caption: 'Here' } as const;
      expect(await send(addressOf(anna), { kind: 'media', media }, channelWith)).toMatchObject({ kind: 'sent' });
      const got = (await anna.received())[0];
      const file = [got?.[arrivesAs]].flat()[0];
      expect(file).toMatchObject({ file_size: bytes });
      expect(got).toMatchObject({ caption: 'Here' });
    });

    it('is refused when it is gone, empty, or larger than Telegram takes', async () => {
      const anna = await peer.user();
      const media = { kind: 'file', ref: '/uploads/it' } as const;
      const refused = { kind: 'refused', reason: { kind: 'invalid' } };
      const missing = withFile(stored('gone', 1), 1);
      expect(
        await send(addressOf(anna), { kind: 'media', media: { ...media, ref: '/uploads/no' } }, missing),
      ).toMatchObject(refused);
      expect(await send(addressOf(anna), { kind: 'media', media }, withFile(stored('empty', 0), 0))).toMatchObject(
        refused,
      );
      const large = 51 * 1024 * 1024;
      expect(
        await send(addressOf(anna), { kind: 'media', media }, withFile(join(folder, 'none'), large)),
      ).toMatchObject(refused);
      expect(await anna.received()).toEqual([]);
    });
  });

  it('sends a place', async () => {
    const anna = await peer.user();
    await send(addressOf(anna), { kind: 'media', media: { kind: 'location', ref: 'location:31.230416,121.473701' } });
    expect((await anna.received())[0]).toMatchObject({ location: { latitude: 31.230416, longitude: 121.473701 } });
  });

  it('writes into the topic of a forum, typing included', async () => {
    const agent = await peer.user();
    const forum = await peer.group([agent], { forum: true, standing: 'administrator' });
    const topic = await api<{ message_thread_id: number }>('createForumTopic', { chat_id: forum.id, name: 'Anna' });
    const to = addressOf(forum, topic.message_thread_id);
    await channel.typing?.(to);
    expect(await send(to, text('new customer'))).toMatchObject({ kind: 'sent' });
    expect((await forum.received()).at(-1)).toMatchObject({ message_thread_id: topic.message_thread_id });
    await peer.waitFor((entry) => entry.kind === 'call' && entry.method === 'sendchataction' && entry.error === null);

    await peer.commands.deleteTopic({ chatId: forum.id, threadId: topic.message_thread_id });
    const gone = await send(to, text('too late'));
    expect(gone).toMatchObject({
      kind: 'refused',
      reason: { kind: 'forbidden' },
      detail: expect.stringContaining('thread not found'),
    });
  });
});

describe('a send that fails', () => {
  const outcomes: [string, FaultEffect, object, string[]][] = [
    ['429', { kind: 'tooManyRequests', retryAfter: 7 }, { kind: 'later', afterMs: 7000, scope: 'chat' }, []],
    ['403 blocked', { kind: 'blocked' }, { kind: 'refused', reason: { kind: 'unreachable' } }, []],
    ['500', { kind: 'serverError' }, { kind: 'unsure' }, []],
    ['502 in HTML', { kind: 'serverError', code: 502, html: true }, { kind: 'unsure' }, []],
    [
      'a 403 of a proxy, which is not Telegram’s word',
      { kind: 'serverError', code: 403, html: true },
      { kind: 'later', scope: 'channel', cause: expect.stringContaining('between us and Telegram') },
      [],
    ],
    ['a connection that breaks', { kind: 'reset' }, { kind: 'unsure' }, []],
    ['no answer', { kind: 'hang' }, { kind: 'unsure' }, []],
    ['taken, then the connection breaks', { kind: 'acceptThenDrop' }, { kind: 'unsure' }, ['hi']],
    ['taken, then no answer', { kind: 'acceptThenHang' }, { kind: 'unsure' }, ['hi']],
    [
      'a 400 that nobody expected',
      { kind: 'error', failure: { ok: false, error_code: 400, description: 'Bad Request: STRANGE' } },
      { kind: 'refused', reason: { kind: 'invalid' }, detail: 'Bad Request: STRANGE' },
      [],
    ],
    [
      'a 400 about rights',
      { kind: 'error', failure: { ok: false, error_code: 400, description: 'Bad Request: CHAT_WRITE_FORBIDDEN' } },
      { kind: 'refused', reason: { kind: 'forbidden' } },
      [],
    ],
  ];

  it.each(outcomes)('tells what it means: %s', async (_, does, expected, arrived) => {
    const anna = await peer.user();
    const fresh = channelAt(peer.apiRoot);
    await peer.script({ method: 'sendMessage', chatId: anna.id, does });
    expect(await send(addressOf(anna), text('hi'), fresh)).toMatchObject(expected);
    expect(await anna.texts()).toEqual(arrived);
    expect(await send(addressOf(anna), text('again'), fresh)).toMatchObject({ kind: 'sent' });
  });

  it('knows who cannot be reached, who moved, and where it may not write', async () => {
    const [anna, bert] = [await peer.user(), await peer.user({ standing: 'stranger' })];
    const group = await peer.group([anna], { type: 'group' });
    const muted = await peer.group([anna], { standing: 'muted' });
    const kicked = await peer.group([anna], { standing: 'kicked' });
    const upgraded = await group.upgrades();
    await anna.blocks();

    expect(await send(addressOf(anna), text('x'))).toMatchObject({ reason: { kind: 'unreachable' } });
    expect(await send(addressOf(bert), text('x'))).toMatchObject({ reason: { kind: 'unreachable' } });
    expect(await send(addressOf(kicked), text('x'))).toMatchObject({ reason: { kind: 'unreachable' } });
    expect(await send(addressOf({ id: 404 }), text('x'))).toMatchObject({ reason: { kind: 'unreachable' } });
    expect(await send(addressOf(muted), text('x'))).toMatchObject({ reason: { kind: 'forbidden' } });
    const moved = await send(addressOf(group), text('x'));
    expect(moved).toMatchObject({ kind: 'refused', reason: { kind: 'moved', to: addressOf(upgraded) } });
    expect(await send(addressOf(upgraded), text('x'))).toMatchObject({ kind: 'sent' });
    await anna.unblocks();
    expect(await send(addressOf(anna), text('x'))).toMatchObject({ kind: 'sent' });
  });

  it('holds the whole channel when a second chat is told to wait while the first still waits', async () => {
    const [anna, bert] = [await peer.user(), await peer.user()];
    const fresh = channelAt(peer.apiRoot);
    for (const { id } of [anna, anna, bert]) {
      await peer.script({ chatId: id, does: { kind: 'tooManyRequests', retryAfter: 3 } });
    }
    expect(await send(addressOf(anna), text('x'), fresh)).toMatchObject({ kind: 'later', scope: 'chat' });
    expect(await send(addressOf(anna), text('x'), fresh)).toMatchObject({ kind: 'later', scope: 'chat' });
    expect(await send(addressOf(bert), text('x'), fresh)).toMatchObject({ kind: 'later', scope: 'channel' });
  });

  it('is later, not unsure, when no connection came about', async () => {
    const closed = await freePort();
    const nobody = channelAt(`http://127.0.0.1:${closed}`);
    expect(await send(addressOf({ id: 1 }), text('x'), nobody)).toMatchObject({ kind: 'later', scope: 'channel' });

    const mute = createServer((socket) => socket.on('error', () => socket.destroy()));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const noHandshake = channelAt(`https://127.0.0.1:${port}`);
    const result = await send(addressOf({ id: 1 }), text('x'), noHandshake);
    mute.close();
    expect(result).toMatchObject({
      kind: 'later',
      scope: 'channel',
      cause: expect.stringContaining('no connection within'),
    });
  });

  it('is later when the token was revoked, and says what to do', async () => {
    const settings = { token: '7000000001:another-secret-0123456789', apiRoot: peer.apiRoot };
    const revoked = createTelegramChannel({ settings, clock: systemClock });
    const result = await send(addressOf({ id: 1 }), text('x'), revoked);
    expect(result).toMatchObject({
      kind: 'later',
      scope: 'channel',
      cause: expect.stringContaining('TELEGRAM_BOT_TOKEN'),
    });
  });

  it('is later when it is called off before it began, unsure when in the middle', async () => {
    const anna = await peer.user();
    const off = AbortSignal.abort();
    expect(await channel.send(addressOf(anna), text('x'), KEY, off)).toMatchObject({ kind: 'later' });
    await peer.script({ chatId: anna.id, does: { kind: 'acceptThenHang' } });
    const controller = new AbortController();
    const sending = channelAt(peer.apiRoot, 30_000).send(addressOf(anna), text('x'), KEY, controller.signal);
    await peer.waitFor((entry) => entry.kind === 'call' && entry.chatId === anna.id && entry.fate === 'hung');
    controller.abort();
    expect(await sending).toMatchObject({ kind: 'unsure' });
    expect(await anna.texts()).toEqual(['x']);
  });

  it('is refused for an address of another bot or another channel', async () => {
    const [anna] = [await peer.user()];
    const foreign = { ...addressOf(anna), account: AccountId.parse('1') };
    expect(await send(foreign, text('x'))).toMatchObject({ kind: 'refused', reason: { kind: 'invalid' } });
    const strange = { ...addressOf(anna), peer: PeerId.parse('visitor-1') };
    expect(await send(strange, text('x'))).toMatchObject({ kind: 'refused', reason: { kind: 'invalid' } });
  });
});

async function api<R>(method: string, payload: object): Promise<R> {
  const response = await fetch(`${peer.apiRoot}/bot${peer.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return ((await response.json()) as { result: R }).result;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
