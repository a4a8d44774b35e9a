import { afterEach, expect, test } from 'vitest';
import { addAgent, keepOpen } from '../support/desk.ts';
import { withDatabase } from '../support/home-storage.ts';
import { telegramEnv } from '../support/postings.ts';
import { type Home, makeHome, type Product, startProduct } from '../support/product.ts';
import { startTelegramPeer, type TelegramPeer, type TestUser } from '../support/telegram/index.ts';

interface Desk {
  home: Home;
  peer: TelegramPeer;
  product: Product;
  customer: TestUser;
  operator: TestUser;
  stranger: TestUser;
  group: Awaited<ReturnType<TelegramPeer['group']>>;
  /** What stands in the customer's topic, in order. */
  topic(): Promise<{ id: number; texts: string[]; card: string; pinned: boolean }>;
}

let open: Desk | null = null;

afterEach(async () => {
  await open?.product.end();
  await open?.peer.close();
  open?.home.remove();
  open = null;
});

async function openDesk(): Promise<Desk> {
  const home = makeHome();
  const peer = await startTelegramPeer();
  const customer = await peer.user({ firstName: 'Carla', languageCode: 'en' });
  const operator = await peer.user({ firstName: 'Otto' });
  const stranger = await peer.user({ firstName: 'Sam' });
  const group = await peer.group([operator, stranger], { forum: true, standing: 'administrator', title: 'Staff' });
  const product = await startProduct({
    home,
    env: { ...telegramEnv(peer), TELEGRAM_STAFF_GROUP: String(group.id), DEFAULT_LOCALE: 'en' },
  });
  await withDatabase(home.databaseUrl, async (storage) => {
    await keepOpen(storage);
    await addAgent(storage, 'otto', { name: 'Otto', telegram: String(operator.id), role: 'agent' });
  });
  async function topic() {
    const posts = await group.received();
    const thread = posts.findLast((post) => post.message_thread_id !== undefined)?.message_thread_id ?? 0;
    const own = posts.filter((post) => post.message_thread_id === thread);
    const card = own.find((post) => post.reply_markup !== undefined);
    const journal = await peer.journal();
    const pinned = journal.some(
      (entry) =>
        entry.kind === 'call' &&
        entry.method.toLowerCase() === 'pinchatmessage' &&
        entry.payload['message_id'] === card?.message_id,
    );
    return { id: thread, texts: own.map(({ text, caption }) => text ?? caption ?? ''), card: card?.text ?? '', pinned };
  }
  open = { home, peer, product, customer, operator, stranger, group, topic };
  return open;
}

const soon = { timeout: 15_000, interval: 100 };

test('a customer asks for a person; an operator answers in the topic, and gives back', async () => {
  const { customer, operator, stranger, group, topic, peer, home } = await openDesk();
  await customer.sends('I want to talk to a real person please');
  await expect.poll(async () => (await topic()).pinned, soon).toBe(true);
  const first = await topic();
  expect(first.card).toContain('Carla');
  expect(first.card).toContain('asked');
  expect(first.texts.join('\n')).toContain('I want to talk to a real person please');

  const where = { in: group, threadId: first.id };
  await stranger.sends('I am nobody', where);
  await operator.sends('Hello Carla, I am Otto.', where);
  await expect.poll(() => customer.texts(), soon).toContain('Hello Carla, I am Otto.');
  expect((await customer.texts()).join('\n')).toContain('Otto is with you now');
  expect((await customer.texts()).join('\n')).not.toContain('nobody');

  const askedAt = Date.now();
  await customer.sends('My parcel is *broken* <b>');
  await expect.poll(async () => (await topic()).texts.join('\n'), soon).toContain('My parcel is *broken* <b>');
  expect(Date.now() - askedAt).toBeLessThan(5_000);
  // Quotes go both ways: what the customer picked stands in the topic, what the operator picked stands in the answer.
  await customer.sendsContent({ text: 'This one?', reply_to_message: { text: 'Hello Carla, I am Otto.' } });
  await expect
    .poll(async () => (await topic()).texts.join('\n'), soon)
    .toMatch(/Hello Carla, I am Otto\.\n+This one\?/);
  const picked = { text: '👤 Carla: My parcel is *broken* <b>' };
  await operator.sendsContent({ text: 'Which part of it?', reply_to_message: picked }, where);
  const heard = async () => (await customer.texts()).join('\n---\n');
  await expect.poll(heard, soon).toMatch(/My parcel is \*broken\* <b>\n+Which part of it\?/);
  await peer.commands.addFile({ fileId: 'p1', path: 'photo/p1.jpg', base64: 'AAAA' });
  await customer.sendsContent({ photo: [{ file_id: 'p1', file_unique_id: 'u1', width: 1, height: 1 }] });
  await expect.poll(async () => (await group.received()).some((post) => post.photo !== undefined), soon).toBe(true);

  await peer.commands.deleteTopic({ chatId: group.id, threadId: first.id });
  await customer.sends('Are you still there?');
  await expect.poll(async () => (await topic()).id, soon).not.toBe(first.id);
  await expect.poll(async () => (await topic()).texts.join('\n'), soon).toContain('Are you still there?');
  const again = await topic();
  expect(again.texts.join('\n')).toContain('broken');
  await expect.poll(async () => (await topic()).pinned, soon).toBe(true);

  await operator.presses('↩️ Return to bot', { in: group, threadId: again.id });
  await expect.poll(async () => (await customer.texts()).join('\n'), soon).toContain('handed back to me');
  await withDatabase(home.databaseUrl, async ({ db }) => {
    const cases = await db.selectFrom('cases').select(['state', 'disposition', 'resolved_by']).execute();
    expect(cases).toEqual([{ state: 'resolved', disposition: 'solved', resolved_by: 'otto' }]);
    const bot = await db.selectFrom('conversations').select('owner_kind').execute();
    expect(bot).toEqual([{ owner_kind: 'bot' }]);
  });
});

test('what a colleague attaches in the console arrives as bytes, at the customer and in the topic', async () => {
  const { product, customer, group, topic } = await openDesk();
  await customer.sends('I want to talk to a real person please');
  await expect.poll(async () => (await topic()).pinned, soon).toBe(true);
  const desk = await signIn(product);
  const { items } = await desk.get('/api/inbox?view=waiting');
  const path = `/api/conversations/${items[0].conversation}`;
  await desk.post(`${path}/take`, {});
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const stored = await desk.post('/api/uploads?name=your%20sofa.png&type=image%2Fpng', picture);
  await desk.post(`${path}/replies`, {
    key: 'with-a-picture',
    text: 'Is it this one?',
    uploads: [stored.id],
    seen: 99,
  });
  const size = expect.objectContaining({ file_size: picture.byteLength });
  const photosOf = async (chat: Pick<TestUser, 'received'>) =>
    (await chat.received()).flatMap(({ photo }) => photo ?? []);
  await expect.poll(() => photosOf(customer), soon).toContainEqual(size);
  await expect.poll(() => photosOf(group), soon).toContainEqual(size);
});

/** The first admin, who came by the printed link. */
async function signIn({ output, url }: Product) {
  const token = /#\/setup\/(\S+)/.exec(output())?.[1] ?? '';
  const entered = await fetch(`${url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Mei', email: 'mei@shop.test', password: 'a long password 1' }),
  });
  const cookie = entered.headers.getSetCookie().map((line) => line.split(';')[0]);
  const { me } = await entered.json();
  const headers = { cookie: cookie.join('; '), 'x-csrf-token': me.csrf };
  return {
    get: async (path: string) => (await fetch(`${url}${path}`, { headers })).json(),
    async post(path: string, body: object | Buffer) {
      const isFile = Buffer.isBuffer(body);
      const type = isFile ? 'application/octet-stream' : 'application/json';
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body: isFile ? new Uint8Array(body) : JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      return answer.json();
    },
  };
}
