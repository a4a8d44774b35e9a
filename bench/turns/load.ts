import { Agent, request } from 'node:http';
import type { TelegramPeer } from '../../test/support/telegram/index.ts';

export interface Load {
  /** Where updates are posted. */
  url: string;
  secret: string;
  chats: readonly number[];
  messages: number;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let updateId = 1;

/** Posts as fast as `concurrency` allows and resolves with the messages per second that reached the platform. */
export async function saturate(load: Load, peer: TelegramPeer, concurrency: number): Promise<number> {
  const before = await arrivals(peer);
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < load.messages) {
        const chat = load.chats[next % load.chats.length] ?? 0;
        next += 1;
        await post(load, chat);
      }
    }),
  );
  await arrived(peer, before.length + load.messages);
  return load.messages / ((performance.now() - started) / 1000);
}

/** Posts `perSecond` evenly and resolves with the milliseconds from each post to the arrival of its answer, sorted. */
export async function trickle(load: Load, peer: TelegramPeer, perSecond: number): Promise<number[]> {
  const before = await arrivals(peer);
  const sentAt = new Map<number, number[]>();
  const posts: Promise<void>[] = [];
  const started = Date.now();
  for (let index = 0; index < load.messages; index += 1) {
    const wait = started + (index * 1000) / perSecond - Date.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const chat = load.chats[index % load.chats.length] ?? 0;
    sentAt.set(chat, [...(sentAt.get(chat) ?? []), Date.now()]);
    posts.push(post(load, chat));
  }
  await Promise.all(posts);
  await arrived(peer, before.length + load.messages);
  const latencies: number[] = [];
  for (const arrival of (await arrivals(peer)).slice(before.length)) {
    const sent = sentAt.get(arrival.chatId)?.shift();
    if (sent !== undefined) latencies.push(arrival.at - sent);
  }
  return latencies.sort((a, b) => a - b);
}

async function arrivals(peer: TelegramPeer): Promise<{ chatId: number; at: number }[]> {
  return (await peer.journal()).flatMap((entry) =>
    entry.kind === 'message' ? [{ chatId: entry.chatId, at: entry.at }] : [],
  );
}

async function arrived(peer: TelegramPeer, count: number): Promise<void> {
  const deadline = Date.now() + 120_000;
  let seen = 0;
  let after = 0;
  while (seen < count) {
    const entries = await peer.commands.journal({ after, waitMs: 1_000 });
    seen += entries.filter((entry) => entry.kind === 'message').length;
    after = entries.at(-1)?.seq ?? after;
    if (Date.now() > deadline) throw new Error(`only ${seen} of ${count} answers arrived within two minutes`);
  }
}

function post(load: Load, chat: number): Promise<void> {
  const id = updateId;
  updateId += 1;
  const from = { id: chat, is_bot: false, first_name: 'Ann', language_code: 'en' };
  const message = {
    message_id: id,
    date: Math.floor(Date.now() / 1000),
    from,
    chat: { id: chat, type: 'private', first_name: 'Ann' },
    text: load.text,
  };
  const body = JSON.stringify({ update_id: id, message });
  return new Promise((resolve, reject) => {
    const outgoing = request(
      load.url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-telegram-bot-api-secret-token': load.secret,
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () => {
          if (incoming.statusCode === 200) resolve();
          else reject(new Error(`the webhook answered ${incoming.statusCode}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
