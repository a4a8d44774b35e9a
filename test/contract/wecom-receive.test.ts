import { afterEach, expect, test } from 'vitest';
import type { HttpEndpoint } from '../../src/core/index.ts';
import { describeStorages, type NewStorage } from '../support/storage.ts';
import { type Callback, makeCallback } from '../support/wecom/callbacks.ts';
import { CORP, type WeComWorld, wecomWorld } from '../support/wecom/world.ts';

/** A loaded machine takes its time. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const worlds: WeComWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.end();
});

async function worldOn(newStorage: NewStorage): Promise<WeComWorld> {
  const world = await wecomWorld(await newStorage());
  worlds.push(world);
  return world;
}

/** A callback as the server hands it over. */
async function post({ channel }: WeComWorld, { query, body }: Callback): Promise<number> {
  const endpoint = channel.endpoints.find(
    (each): each is HttpEndpoint => each.kind === 'http' && each.method === 'POST',
  );
  const answer = await endpoint?.handle({
    headers: {},
    query: Object.fromEntries(new URLSearchParams(query)),
    params: {},
    body: new TextEncoder().encode(body),
    ip: '127.0.0.1',
  });
  return answer?.status ?? 0;
}

const news = ({ peer }: WeComWorld, token = 'ENC1') =>
  makeCallback(CORP.corpId, { Event: 'kf_msg_or_event', Token: token, OpenKfId: peer.kf.account });

describeStorages('what customers write in WeChat', (newStorage) => {
  test('is fetched after a callback, page by page, every message of it and in order', async () => {
    const world = await worldOn(newStorage);
    world.peer.kf.pageSize = 7;
    world.receive();
    await soon(world.cursor).toBe('c-0');
    const texts = Array.from({ length: 30 }, (_, n) => `message ${n}`);
    for (const text of texts) world.peer.kf.says('wmAnn', text);
    expect(await post(world, news(world))).toBe(200);
    await soon(world.accepted).toEqual(texts);
    expect(await world.cursor()).toBe('c-30');
  });

  test('is fetched at the start although its callback was lost', async () => {
    const world = await worldOn(newStorage);
    world.peer.kf.says('wmAnn', 'before the start');
    world.receive();
    await soon(world.accepted).toEqual(['before the start']);
  });

  test('long before there was a bot is not answered now', async () => {
    const world = await worldOn(newStorage);
    world.peer.kf.passHours(-1);
    world.peer.kf.says('wmAnn', 'an hour ago');
    world.peer.kf.passHours(1);
    world.peer.kf.says('wmAnn', 'just now');
    world.receive();
    await soon(world.accepted).toEqual(['just now']);
  });

  test('and was not committed is fetched again: the cursor never runs ahead', async () => {
    const world = await worldOn(newStorage);
    world.peer.kf.pageSize = 10;
    for (let n = 0; n < 25; n += 1) world.peer.kf.says('wmAnn', `message ${n}`);
    let calls = 0;
    const stop = world.receive(async (accept) => {
      calls += 1;
      // The process ends between the fetch and the commit of the second page.
      if (calls === 2) return new Promise<void>(() => undefined);
      await accept();
    });
    await soon(() => calls).toBe(2);
    void stop;
    expect(await world.cursor()).toBe('c-10');
    expect(await world.accepted()).toHaveLength(10);
    worlds.splice(0);
    const next = await wecomWorldOn(world);
    await soon(next.accepted).toEqual(Array.from({ length: 25 }, (_, n) => `message ${n}`));
  });

  test('is one row however often its callback comes', async () => {
    const world = await worldOn(newStorage);
    world.receive();
    await soon(world.cursor).toBe('c-0');
    world.peer.kf.says('wmAnn', 'once');
    await Promise.all(Array.from({ length: 10 }, () => post(world, news(world))));
    await soon(world.accepted).toEqual(['once']);
    await world.storage.db.deleteFrom('channel_notes').execute();
    await post(world, news(world));
    await soon(world.cursor).toBe('c-1');
    expect(await world.accepted()).toEqual(['once']);
  });

  test('is fetched although WeCom fails, with a token that is over, and with one that dies in between', async () => {
    const world = await worldOn(newStorage);
    world.receive();
    await soon(world.cursor).toBe('c-0');
    world.peer.kf.says('wmAnn', 'hello');
    world.peer.fail('kf/sync_msg', 'busy');
    world.peer.fail('kf/sync_msg', 'drop-after');
    world.peer.expireTokens();
    await post(world, news(world, 'ENC-over'));
    await soon(world.accepted).toEqual(['hello']);
    expect(world.peer.tokensGiven()).toBe(2);
  });

  test('is fetched also when WeCom does not know the cursor any more, and nothing of it twice', async () => {
    const world = await worldOn(newStorage);
    world.receive();
    await soon(world.cursor).toBe('c-0');
    world.peer.kf.says('wmAnn', 'before');
    await post(world, news(world));
    await soon(world.cursor).toBe('c-1');
    await world.storage.db.updateTable('channel_notes').set({ value: 'c-of-another-time' }).execute();
    world.peer.kf.says('wmAnn', 'after');
    await post(world, news(world));
    await soon(world.accepted).toEqual(['before', 'after']);
  });

  test('is not believed from anybody else', async () => {
    const world = await worldOn(newStorage);
    world.receive();
    await soon(world.cursor).toBe('c-0');
    world.peer.kf.says('wmAnn', 'hello');
    const event = { Event: 'kf_msg_or_event', Token: 'ENC1', OpenKfId: world.peer.kf.account };
    expect(await post(world, makeCallback(CORP.corpId, event, { token: 'guessed' }))).toBe(403);
    expect(await post(world, makeCallback(CORP.corpId, event, { receiveId: 'wwsomebodyelse' }))).toBe(403);
    for (const body of [
      '',
      'nonsense',
      '<xml><Encrypt>',
      '<!DOCTYPE a [<!ENTITY b "c">]><xml><Encrypt>x</Encrypt></xml>',
    ])
      expect(await post(world, { ...news(world), body })).toBe(400);
    expect(await world.accepted()).toEqual([]);
    expect(world.peer.calls('kf/sync_msg')).toBe(1);
  });
});

/** The next process on the same database and the same WeCom. */
async function wecomWorldOn(before: WeComWorld): Promise<WeComWorld> {
  const next: WeComWorld = { ...before, channel: before.channel };
  worlds.push({ ...next, end: () => before.peer.close() });
  next.receive();
  return next;
}
