import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { agentById, announce, lastNewsId } from '../../src/handoff/index.ts';
import { EVENTS_PATH } from '../../src/server/contract/index.ts';
import { type DeskApi, openDeskApi, type Staff } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';

/** The event streams of the consoles: who is told, and when nothing may be written any more. */
let desk: DeskApi;

afterEach(() => desk.close());

describeStorages('the live desk', (newStorage) => {
  test('a console that was signed out is told nothing after it', async () => {
    desk = await openDeskApi(await newStorage());
    const ann = await desk.hire('agent', 'ann');
    const told = await listen(ann);
    const others = await listen(desk.admin);
    await desk.admin.call('PUT', `/api/team/${ann.id}`, { active: false });
    await expect.poll(() => others).toContain('team');
    expect(told).toEqual(['hello', 'signed-out', 'closed']);
    expect(desk.parts.live.connected()).toEqual(new Set([desk.admin.id]));
  });

  test('news for a stream that was just ended does not end the server', async () => {
    desk = await openDeskApi(await newStorage());
    await desk.server.listen({ port: 0, host: '127.0.0.1' });
    const { join } = desk.parts.live;
    desk.parts.live.join = async (listener, lastSeen) => {
      const leave = await join(listener, lastSeen);
      listener.close();
      listener.send({ kind: 'team' }, 1);
      return leave;
    };
    const [stream] = (await once(ask(desk.admin), 'response')) as [IncomingMessage];
    expect((await stream.toArray()).join('')).not.toContain('team');
    expect((await desk.admin.call('GET', '/api/team')).status).toBe(200);
  });

  test('a console that went while it was let in counts as gone', async () => {
    desk = await openDeskApi(await newStorage());
    await desk.server.listen({ port: 0, host: '127.0.0.1' });
    const gone = Promise.withResolvers<void>();
    const joined = Promise.withResolvers<void>();
    const { join } = desk.parts.live;
    desk.parts.live.join = async (...listener) => {
      request.destroy();
      await gone.promise;
      const leave = await join(...listener);
      joined.resolve();
      return leave;
    };
    desk.server.server.once('connection', (socket: Socket) => socket.once('close', () => gone.resolve()));
    const request = ask(desk.admin);
    request.on('error', () => {});
    await joined.promise;
    await expect.poll(() => desk.parts.live.connected().size).toBe(0);
  });

  test('who missed more than is told one by one is told to read everything anew', async () => {
    const storage = await newStorage();
    desk = await openDeskApi(storage);
    await storage.transact(async (tx) => {
      for (const at of [1, 2, 3]) await announce(tx, { kind: 'team' }, at);
    });
    const last = await lastNewsId(storage.db);
    expect(await listen(desk.admin, last - 2)).toEqual(expect.arrayContaining(['hello', 'team']));
    // 5,001 more that are not there any more: as if they had come and been forgotten.
    await storage.transact((tx) =>
      tx
        .updateTable('desk_events')
        .set({ id: last + 5_001 })
        .where('id', '=', last)
        .execute(),
    );
    expect(await listen(desk.admin, last - 1)).toEqual(['hello, fresh']);
    expect((await listen(desk.admin, last + 1))[0]).toBe('hello');
  });

  test('a console that was signed out while it hears what it missed is told no more of it', async () => {
    const storage = await newStorage();
    desk = await openDeskApi(storage);
    await storage.transact(async (tx) => {
      for (const at of [1, 2, 3]) await announce(tx, { kind: 'team' }, at);
    });
    const last = await lastNewsId(storage.db);
    const told = await listen(desk.admin, last - 2, (kind) => {
      if (kind === 'team') desk.parts.live.drop(desk.admin.id);
    });
    expect(told).toEqual(['hello', 'team', 'signed-out', 'closed']);
  });

  test('a console that reads nothing is cut off before its events fill the memory', async () => {
    desk = await openDeskApi(await newStorage());
    await desk.server.listen({ port: 0, host: '127.0.0.1' });
    const { join } = desk.parts.live;
    let isFull = false;
    const cut = Promise.withResolvers<void>();
    desk.parts.live.join = async (listener, lastSeen) => {
      const leave = await join(listener, lastSeen);
      const event = { kind: 'conversation', conversation: 'x'.repeat(64 * 1024) } as const;
      for (let sent = 0; sent < 1_000; sent += 1) listener.send(event, null);
      isFull = true;
      return () => {
        leave();
        cut.resolve();
      };
    };
    const request = ask(desk.admin);
    request.on('response', (stream) => stream.pause());
    request.on('error', () => {});
    await cut.promise;
    expect(isFull).toBe(true);
    await expect.poll(() => desk.parts.live.connected().size).toBe(0);
    request.destroy();
  });

  test('the same role saved again leaves a colleague signed in, another one does not', async () => {
    desk = await openDeskApi(await newStorage());
    const ann = await desk.hire('agent', 'ann');
    const save = (role: string) => desk.admin.call('PUT', `/api/team/${ann.id}`, { role, capacity: 7 });
    expect(await save('agent')).toMatchObject({ status: 200, body: { capacity: 7 } });
    expect((await ann.call('GET', '/api/inbox')).status).toBe(200);
    await save('operator');
    expect((await ann.call('GET', '/api/inbox')).status).toBe(401);
  });
});

/** What this console is told, as it comes. */
async function listen(
  { id }: Staff,
  lastSeen: number | null = null,
  hears: (kind: string) => void = () => {},
): Promise<string[]> {
  const told: string[] = [];
  const agent = await agentById(desk.parts.storage.db, id);
  if (agent === null) throw new Error(`There is no ${id}.`);
  await desk.parts.live.join(
    {
      who: { agent, role: 'admin', actor: id, session: null },
      send(event) {
        told.push(event.kind === 'hello' && lastSeen !== null && event.fresh ? 'hello, fresh' : event.kind);
        hears(event.kind);
      },
      close: () => void told.push('closed'),
    },
    lastSeen,
  );
  return told;
}

function ask({ cookie }: Staff): ClientRequest {
  const { port } = desk.server.server.address() as { port: number };
  return get({ port, host: '127.0.0.1', path: EVENTS_PATH, headers: { cookie }, agent: false });
}
