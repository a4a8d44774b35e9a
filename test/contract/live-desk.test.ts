import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { agentById } from '../../src/handoff/index.ts';
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
async function listen({ id }: Staff): Promise<string[]> {
  const told: string[] = [];
  const agent = await agentById(desk.parts.storage.db, id);
  if (agent === null) throw new Error(`There is no ${id}.`);
  await desk.parts.live.join(
    {
      who: { agent, role: 'admin', actor: id, session: null },
      send: ({ kind }) => void told.push(kind),
      close: () => void told.push('closed'),
    },
    null,
  );
  return told;
}

function ask({ cookie }: Staff): ClientRequest {
  const { port } = desk.server.server.address() as { port: number };
  return get({ port, host: '127.0.0.1', path: EVENTS_PATH, headers: { cookie }, agent: false });
}
