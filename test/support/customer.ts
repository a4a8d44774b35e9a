import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Locale } from '../../src/core/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { telegramEnv } from './postings.ts';
import { type Home, makeHome, type Product, startProduct } from './product.ts';
import { openTestStorage } from './storage.ts';
import { startTelegramPeer, type TelegramPeer } from './telegram/index.ts';

const CLOCK = fileURLToPath(new URL('./clock-offset.ts', import.meta.url));
const KNOWLEDGE = fileURLToPath(new URL('../../knowledge-base', import.meta.url));

/** The running product with the sample shop, a Telegram, and customers who talk to it. */
export interface Shop {
  home: Home;
  peer: TelegramPeer;
  product(): Product;
  /** A second connection to its database. */
  storage: Storage;
  customer(where: 'telegram' | 'web', locale: Locale): Promise<Customer>;
  /** Moves the product's clock and waits until what fell due has been said. */
  passes(ms: number): Promise<void>;
  /** kill -9 and a new start. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

/** One person. Every deed resolves with what the bot then said; choices stand behind as "[label]". */
export interface Customer {
  readonly channel: 'telegram' | 'web';
  says(text: string): Promise<string>;
  presses(label: string): Promise<string>;
  sendsPhoto(): Promise<string>;
  /** What the bot has said since it was last asked. */
  hears(): Promise<string>;
  /** The bot's messages so far. */
  all(): Promise<string[]>;
}

const SETTLE_MS = 30_000;

export async function openShop(env: Record<string, string> = {}): Promise<Shop> {
  const home = makeHome();
  const peer = await startTelegramPeer();
  const clockFile = join(home.directory, 'clock');
  let offset = 0;
  const start = () =>
    startProduct({
      home,
      preload: CLOCK,
      env: { ...telegramEnv(peer), KNOWLEDGE_DIR: KNOWLEDGE, CLOCK_OFFSET_FILE: clockFile, ...env },
    });
  let product = await start();
  const storage = openTestStorage(home.databaseUrl);
  const sockets: WebSocket[] = [];

  /** Everything that was accepted has been answered and sent. */
  async function settled(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS;
    for (;;) {
      if ((await peer.commands.pending()).length === 0 && (await waiting()) === 0) return;
      if (performance.now() > deadline) throw new Error(`it did not settle:\n${product.output()}`);
      await pause(20);
    }
  }

  async function waiting(): Promise<number> {
    const inbox = await storage.db.selectFrom('inbox').select('id').where(sql<boolean>`state = 'pending'`).execute();
    const outbox = await storage.db
      .selectFrom('outbox')
      .select('id')
      .where(sql<boolean>`state in ('due', 'sending')`)
      .execute();
    return inbox.length + outbox.length;
  }

  async function onTelegram(locale: Locale): Promise<Customer> {
    const user = await peer.user({
      firstName: locale === 'en' ? 'Ann' : '小陈',
      languageCode: locale === 'en' ? 'en' : 'zh',
    });
    const texts = async () => (await user.received()).map(wireText);
    return customer('telegram', texts, {
      say: (text) => user.sends(text),
      press: (label) => user.presses(label),
      photo: () =>
        user.sendsContent({
          photo: [
            {
              file_id: `photo-${randomUUID()}`,
              file_unique_id: randomUUID(),
              width: 800,
              height: 600,
              file_size: 9_000,
            },
          ],
        }),
    });
  }

  async function inTheWeb(locale: Locale): Promise<Customer> {
    let visitor: string | undefined;
    const heard = new Map<string, WireMessage>();
    const acks = new Map<string, () => void>();
    let socket: WebSocket | null = null;

    /** Connects again when the product was started anew, as the page does. */
    async function connected(): Promise<WebSocket> {
      if (socket?.readyState === WebSocket.OPEN) return socket;
      const fresh = new WebSocket(`${product.url.replace(/^http/, 'ws')}/chat/socket`);
      socket = fresh;
      sockets.push(fresh);
      const ready = Promise.withResolvers<void>();
      fresh.onerror = () => ready.reject(new Error('the socket did not open'));
      fresh.onopen = () =>
        fresh.send(
          JSON.stringify({ type: 'resume', languages: [locale], ...(visitor === undefined ? {} : { visitor }) }),
        );
      fresh.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        if (frame.type === 'ready') {
          visitor = frame.visitor;
          ready.resolve();
        } else if (frame.type === 'changes') for (const message of frame.messages) heard.set(message.id, message);
        else if (frame.type === 'ack') acks.get(frame.key)?.();
      };
      await ready.promise;
      return fresh;
    }

    async function post(message: { type: 'message'; text: string } | { type: 'choice'; id: string; label: string }) {
      const key = randomUUID();
      const kept = Promise.withResolvers<void>();
      acks.set(key, kept.resolve);
      (await connected()).send(JSON.stringify({ ...message, key }));
      await kept.promise;
    }

    async function texts(): Promise<string[]> {
      await connected();
      const sent = await storage.db
        .selectFrom('messages')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('author', '!=', 'customer')
        .executeTakeFirstOrThrow();
      void sent;
      await pause(60);
      return staff().map(wireText);
    }
    const staff = () =>
      [...heard.values()].filter((message) => message.author !== 'customer').sort((a, b) => a.position - b.position);

    await connected();
    return customer('web', texts, {
      say: (text) => post({ type: 'message', text }),
      async press(label) {
        const choices = staff().flatMap(({ content }) => content.choices ?? []);
        const choice = choices.findLast((each) => each.label === label);
        if (!choice) throw new Error(`there is no button "${label}"`);
        await post({ type: 'choice', id: choice.id, label });
      },
      photo: () => Promise.reject(new Error('the web chat takes no photos')),
    });
  }

  function customer(
    channel: 'telegram' | 'web',
    texts: () => Promise<string[]>,
    acts: { say(text: string): Promise<unknown>; press(label: string): Promise<unknown>; photo(): Promise<unknown> },
  ): Customer {
    let read = 0;
    async function hears(): Promise<string> {
      await settled();
      const all = await texts();
      const news = all.slice(read);
      read = all.length;
      return news.join('\n');
    }
    const after = async (deed: Promise<unknown>) => {
      await deed;
      return hears();
    };
    return {
      channel,
      says: (text) => after(acts.say(text)),
      presses: (label) => after(acts.press(label)),
      sendsPhoto: () => after(acts.photo()),
      hears,
      all: texts,
    };
  }

  return {
    home,
    peer,
    product: () => product,
    storage,
    customer: (where, locale) => (where === 'telegram' ? onTelegram(locale) : inTheWeb(locale)),
    async passes(ms) {
      offset += ms;
      writeFileSync(clockFile, String(offset));
      await pause(1_300); // the sweep looks once a second
      await settled();
    },
    async killAndRestart() {
      const { port } = new URL(product.url);
      await product.end('SIGKILL');
      env = { ...env, PORT: port };
      product = await start();
    },
    async close() {
      for (const socket of sockets) socket.close();
      await product.end();
      await storage.close();
      await peer.close();
      home.remove();
    },
  };
}

interface WireMessage {
  id: string;
  position: number;
  author: string;
  content: { markdown?: string; prompt?: string; choices?: { id: string; label: string }[] };
}

type ServerFrame =
  | { type: 'ready'; visitor: string }
  | { type: 'changes'; messages: WireMessage[] }
  | { type: 'ack'; key: string }
  | { type: 'typing' | 'pong' | 'nack' };

type TelegramText = { text?: string; caption?: string; reply_markup?: { inline_keyboard: { text: string }[][] } };

function wireText(message: WireMessage | TelegramText): string {
  if ('content' in message && typeof message.content === 'object' && 'author' in message) {
    const { markdown, prompt, choices = [] } = (message as WireMessage).content;
    return [markdown ?? prompt ?? '', ...choices.map(({ label }) => `[${label}]`)].join(' ');
  }
  const { text, caption, reply_markup: keyboard } = message as TelegramText;
  return [text ?? caption ?? '', ...(keyboard?.inline_keyboard.flat() ?? []).map((button) => `[${button.text}]`)].join(
    ' ',
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
