import { Agent, request } from 'node:http';
import type { TelegramPeer } from '../../test/support/telegram/index.ts';

export interface Load {
  /** Where updates are posted. */
  url: string;
  secret: string;
  chats: readonly number[];
  messages: number;
  /** What is asked, in turn. */
  texts: readonly string[];
}

export interface Generator {
  /** Posts as fast as `concurrency` allows and resolves with the messages per second that reached the platform. */
  saturate(load: Load, concurrency: number): Promise<number>;
  /** Posts `perSecond` evenly and resolves with the milliseconds from each post to the arrival of its answer, sorted. */
  trickle(load: Load, perSecond: number): Promise<number[]>;
}

/** Pause between two looks at what arrived: the generator shares the machine with what it measures. */
const LOOK_MS = 200;
const PATIENCE_MS = 120_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let updateId = 1;

/** Posts updates and watches what reaches the peer. One at a time: it reads on where it stopped. */
export function createGenerator(peer: TelegramPeer): Generator {
  let after = 0;

  async function arrivals(count: number): Promise<{ chatId: number; at: number }[]> {
    const found: { chatId: number; at: number }[] = [];
    const deadline = Date.now() + PATIENCE_MS;
    while (found.length < count) {
      if (Date.now() > deadline) throw new Error(`only ${found.length} of ${count} answers arrived in two minutes`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const entries = await peer.commands.journal({ after, waitMs: 0 });
      after = entries.at(-1)?.seq ?? after;
      for (const entry of entries) if (entry.kind === 'message') found.push({ chatId: entry.chatId, at: entry.at });
    }
    return found;
  }

  return {
    async saturate(load, concurrency) {
      const started = Date.now();
      let next = 0;
      await Promise.all(
        Array.from({ length: concurrency }, async () => {
          for (let at = next++; at < load.messages; at = next++) await post(load, at);
        }),
      );
      const answers = await arrivals(load.messages);
      return load.messages / ((Math.max(...answers.map(({ at }) => at)) - started) / 1000);
    },
    async trickle(load, perSecond) {
      const sentAt = new Map<number, number[]>();
      const posts: Promise<void>[] = [];
      const started = Date.now();
      for (let index = 0; index < load.messages; index += 1) {
        const wait = started + (index * 1000) / perSecond - Date.now();
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
        const chat = chatOf(load, index);
        sentAt.set(chat, [...(sentAt.get(chat) ?? []), Date.now()]);
        posts.push(post(load, index));
      }
      await Promise.all(posts);
      const latencies = (await arrivals(load.messages)).flatMap(({ chatId, at }) => {
        const sent = sentAt.get(chatId)?.shift();
        return sent === undefined ? [] : [at - sent];
      });
      return latencies.sort((a, b) => a - b);
    },
  };
}

function chatOf({ chats }: Load, index: number): number {
  return chats[index % chats.length] ?? 0;
}

function post(load: Load, index: number): Promise<void> {
  const chat = chatOf(load, index);
  const id = updateId;
  updateId += 1;
  const from = { id: chat, is_bot: false, first_name: 'Ann', language_code: 'en' };
  const message = {
    message_id: id,
    date: Math.floor(Date.now() / 1000),
    from,
    chat: { id: chat, type: 'private', first_name: 'Ann' },
    text: load.texts[index % load.texts.length],
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
