import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTelegramChannel } from '../../src/channels/telegram/index.ts';
import type { ConversationId, MediaRef } from '../../src/core/index.ts';
import { openCase } from '../../src/handoff/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { addConversation } from '../support/desk.ts';
import { type DeskApi, openDeskApi, type Staff } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';
import { startTelegramPeer, type TelegramPeer } from '../support/telegram/index.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let peer: TelegramPeer;
let open: DeskApi | null = null;

beforeAll(async () => {
  peer = await startTelegramPeer();
});
afterEach(async () => {
  await open?.close();
  open = null;
});
afterAll(() => peer.close());

/** The desk, with the customers' files on the Telegram peer. */
async function openDesk(storage: Storage): Promise<DeskApi> {
  open = await openDeskApi(storage);
  const settings = { token: peer.token, apiRoot: peer.apiRoot };
  const telegram = createTelegramChannel({ settings, clock: systemClock });
  open.parts.mediaOf = () => telegram.media ?? null;
  return open;
}

async function sent(storage: Storage, conversation: ConversationId, id: string, media: MediaRef): Promise<string> {
  await storage.transact((tx) =>
    tx
      .insertInto('messages')
      .values({
        id,
        conversation_id: conversation,
        position: 2,
        revision: 2,
        author: 'customer',
        agent_id: null,
        message_key: id,
        content: JSON.stringify({ kind: 'media', media }),
        delivery: 'received',
        at: 0,
      })
      .execute(),
  );
  return `/api/conversations/${conversation}/media/${id}`;
}

const get = (desk: DeskApi, { cookie }: Staff, url: string) =>
  desk.server.inject({ method: 'GET', url, headers: { cookie } });

async function upload(desk: DeskApi, staff: Staff, name: string, type: string, bytes: Buffer): Promise<string> {
  const answer = await desk.server.inject({
    method: 'POST',
    url: `/api/uploads?name=${encodeURIComponent(name)}&type=${encodeURIComponent(type)}`,
    headers: { cookie: staff.cookie, 'x-csrf-token': staff.csrf, 'content-type': 'application/octet-stream' },
    payload: bytes,
  });
  return answer.json().id;
}

describeStorages('the files of a conversation', (newStorage) => {
  test('a customer’s file is fetched from their platform, saved as an attachment, and drawn only when it is a picture', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const conversation = await addConversation(storage, 'carl');
    await peer.commands.addFile({ fileId: 'pic', path: 'photos/a b.jpg', base64: PNG.toString('base64') });
    await peer.commands.addFile({
      fileId: 'svg',
      path: 'documents/x.svg',
      base64: Buffer.from('<svg onload="alert(1)"/>').toString('base64'),
    });
    const picture = await sent(storage, conversation, 'm-pic', { kind: 'image', ref: 'photo:pic', name: '照片\n.png' });
    const saved = await get(desk, desk.admin, picture);
    expect(saved.rawPayload).toEqual(PNG);
    expect(saved.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': "attachment; filename*=UTF-8''%E7%85%A7%E7%89%87%0A.png",
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const drawn = await get(desk, desk.admin, `${picture}?preview=true`);
    expect([drawn.statusCode, drawn.headers['content-type']]).toEqual([200, 'image/png']);
    const script = await sent(storage, await addConversation(storage, 'dora'), 'm-svg', {
      kind: 'image',
      ref: 'document:svg',
      mimeType: 'image/png',
    });
    expect((await get(desk, desk.admin, script)).headers['content-type']).toBe('application/octet-stream');
    expect((await get(desk, desk.admin, `${script}?preview=true`)).statusCode).toBe(404);
  });

  test('a message of another conversation, a file that is gone and one that is too large are told apart from nothing', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const conversation = await addConversation(storage, 'carl');
    const other = await addConversation(storage, 'dora');
    await peer.commands.addFile({ fileId: 'mine', path: 'photos/mine.jpg', base64: PNG.toString('base64') });
    await sent(storage, conversation, 'm-mine', { kind: 'image', ref: 'photo:mine' });
    const gone = await sent(storage, other, 'm-gone', { kind: 'image', ref: 'photo:never-was' });
    const large = await sent(storage, await addConversation(storage, 'emil'), 'm-large', {
      kind: 'video',
      ref: 'video:large',
      bytes: 21 * 1024 * 1024,
    });
    expect((await get(desk, desk.admin, `/api/conversations/${other}/media/m-mine`)).statusCode).toBe(404);
    expect((await get(desk, desk.admin, `/api/conversations/${other}/media/nothing`)).statusCode).toBe(404);
    expect((await get(desk, desk.admin, gone)).statusCode).toBe(404);
    expect((await get(desk, desk.admin, large)).statusCode).toBe(413);
  });

  test('what an agent attached can be had again, and nobody sends what somebody else uploaded', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const conversation = await addConversation(storage, 'carl', Date.now());
    const need = { conversation, reasons: ['asked' as const], skill: null, fastLane: false };
    await storage.transact((tx) => openCase(tx, { ...need, actor: 'customer', now: Date.now() }));
    const path = `/api/conversations/${conversation}`;
    expect((await ann.call('POST', `${path}/take`)).status).toBe(200);
    const foreign = await upload(desk, desk.admin, 'payroll.xlsx', 'application/octet-stream', Buffer.from('secret'));
    const reply = (id: string) =>
      ann.call('POST', `${path}/replies`, { key: `key-${id}`, text: '', uploads: [id], seen: 1 });
    expect((await reply(foreign)).status).toBe(400);
    const said: { status: number; body: { messages: { content: { media: { url: string } } }[] } } = await reply(
      await upload(desk, ann, '说明.pdf', 'application/pdf', Buffer.from('%PDF')),
    );
    expect(said.status).toBe(200);
    const url = said.body.messages[0]?.content.media.url ?? '';
    const file = await get(desk, ann, url);
    expect([file.statusCode, file.body, file.headers['content-type']]).toEqual([
      200,
      '%PDF',
      'application/octet-stream',
    ]);
  });

  test('a file of another channel is fetched when it is first wanted, kept, and may be shown on the shop’s pages', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const id = 'c'.repeat(32);
    const source = { channel: 'telegram', account: '7000000001', media: { kind: 'image', ref: 'photo:from-topic' } };
    const row = { id, name: 'shelf.png', mime_type: 'image/png', bytes: 0, agent_id: 'otto', at: 0 };
    await storage.db
      .insertInto('uploads')
      .values({ ...row, source: JSON.stringify(source) })
      .execute();
    const load = () => desk.server.inject({ method: 'GET', url: `/uploads/${id}` });
    desk.parts.mediaOf = () => ({ load: async () => ({ kind: 'unavailable', cause: 'away' }) });
    expect((await load()).statusCode).toBe(503);
    desk.parts.mediaOf = () => ({ load: async () => ({ kind: 'loaded', bytes: PNG }) });
    await sql`alter table uploads rename to uploads_away`.execute(storage.db);
    expect(await desk.parts.files.find({ kind: 'image', ref: `/uploads/${id}` })).toMatchObject({
      kind: 'unavailable',
    });
    await sql`alter table uploads_away rename to uploads`.execute(storage.db);
    const fetched = await load();
    expect([fetched.statusCode, fetched.rawPayload]).toEqual([200, PNG]);
    expect(fetched.headers['cross-origin-resource-policy']).toBe('cross-origin');
    desk.parts.mediaOf = () => null;
    expect((await load()).rawPayload).toEqual(PNG);
  });
});
