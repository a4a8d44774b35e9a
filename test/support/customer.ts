import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import type { Locale } from '../../src/core/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { telegramEnv } from './postings.ts';
import { type Home, makeHome, type Product, startProduct } from './product.ts';
import { openTestStorage } from './storage.ts';
import { startTelegramPeer, type TelegramPeer } from './telegram/index.ts';
import type { WireMessage as TelegramMessage } from './telegram/wire.ts';

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
  /** Moves the product's clock. What falls due by that comes within a second: `Customer.waits`. */
  passes(ms: number): void;
  /** The product's clock. */
  now(): number;
  /** Tells the product about orders, as a shop's system does. */
  feeds(orders: readonly object[]): Promise<void>;
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
  /** Waits until the bot says something by itself, at most 15 s. */
  waits(): Promise<string>;
  /** The bot's messages so far. */
  all(): Promise<string[]>;
}

const SETTLE_MS = 30_000;
const TOKEN = 'token-for-tests-of-the-flows';

export async function openShop(env: Record<string, string> = {}): Promise<Shop> {
  buildWebIfStale();
  const home = makeHome();
  const peer = await startTelegramPeer();
  const clockFile = join(home.directory, 'clock');
  let offset = 0;
  const start = () =>
    startProduct({
      home,
      preload: CLOCK,
      withinMs: 110_000,
      env: {
        ...telegramEnv(peer),
        KNOWLEDGE_DIR: KNOWLEDGE,
        CLOCK_OFFSET_FILE: clockFile,
        ORDERS_API_TOKEN: TOKEN,
        ...env,
      },
    });
  let product = await start();
  const storage = openTestStorage(home.databaseUrl);

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
    const texts = async () => (await user.received()).map(telegramText);
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

    /** One connection as the page makes it: who it is, and everything that was said. */
    async function connect(): Promise<{ socket: WebSocket; messages: WireMessage[] }> {
      const socket = new WebSocket(`${product.url.replace(/^http/, 'ws')}/chat/socket`);
      const messages: WireMessage[] = [];
      await new Promise<void>((resolve, reject) => {
        socket.onerror = () => reject(new Error('the socket did not open'));
        socket.onopen = () => {
          const known = visitor === undefined ? {} : { visitor };
          socket.send(JSON.stringify({ type: 'resume', languages: [locale], ...known }));
        };
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(String(data)) as ServerFrame;
          if (frame.type === 'ready') {
            visitor = frame.visitor;
            socket.send(JSON.stringify({ type: 'ping' }));
          } else if (frame.type === 'changes') messages.push(...frame.messages);
          else if (frame.type === 'pong') resolve();
        };
      });
      return { socket, messages };
    }

    async function post(message: { type: 'message'; text: string } | { type: 'choice'; id: string; label: string }) {
      const key = randomUUID();
      const { socket } = await connect();
      await new Promise<void>((resolve, reject) => {
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(String(data)) as ServerFrame;
          if (frame.type === 'ack' && frame.key === key) resolve();
          if (frame.type === 'nack') reject(new Error(`not taken: ${frame.detail}`));
        };
        socket.send(JSON.stringify({ ...message, key }));
      });
      socket.close();
    }

    async function staff(): Promise<WireMessage[]> {
      const { socket, messages } = await connect();
      socket.close();
      return messages.filter(({ author }) => author !== 'customer').sort((a, b) => a.position - b.position);
    }

    await staff();
    return customer('web', async () => (await staff()).map(webText), {
      say: (text) => post({ type: 'message', text }),
      async press(label) {
        const choices = (await staff()).flatMap(({ content }) => content.choices ?? []);
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
      async waits() {
        const deadline = performance.now() + 15_000;
        for (;;) {
          const said = await hears();
          if (said !== '') return said;
          if (performance.now() > deadline) throw new Error('nothing was said');
          await pause(100);
        }
      },
      all: texts,
    };
  }

  return {
    home,
    peer,
    product: () => product,
    storage,
    customer: (where, locale) => (where === 'telegram' ? onTelegram(locale) : inTheWeb(locale)),
    passes(ms) {
      offset += ms;
      writeFileSync(clockFile, String(offset));
    },
    now: () => Date.now() + offset,
    async feeds(orders) {
      const response = await fetch(`${product.url}/api/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ orders }),
      });
      if (response.status !== 200) throw new Error(`the orders were not taken: ${await response.text()}`);
    },
    async killAndRestart() {
      const { port } = new URL(product.url);
      await product.end('SIGKILL');
      env = { ...env, PORT: port };
      product = await start();
    },
    async close() {
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
  | { type: 'nack'; detail: string }
  | { type: 'typing' | 'pong' };

function webText({ content: { markdown, prompt, choices = [] } }: WireMessage): string {
  return [markdown ?? prompt ?? '', ...choices.map(({ label }) => `[${label}]`)].join(' ');
}

function telegramText({ text, caption, reply_markup: keyboard }: TelegramMessage): string {
  const buttons = (keyboard?.inline_keyboard.flat() ?? []).map((button) => `[${button.text}]`);
  return [text ?? caption ?? '', ...buttons].join(' ');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
