import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileBox } from 'file-box';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { createWeChatChannel } from '../../src/channels/wechat/index.ts';
import { readStatus } from '../../src/channels/wechat/status.ts';
import { weChatOutlook } from '../../src/composition/channels.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { AccountId, ChannelId, type Inbox, type IncomingMessage, PeerId, SendKey } from '../../src/core/index.ts';
import { runsHere, systemClock } from '../../src/system.ts';
import { makeHome } from '../support/product.ts';
import { type PuppetPeer, startPuppetPeer } from '../support/wechat/puppet-peer.ts';
import { workshop } from '../support/workshop.ts';

/** A busy machine needs a multiple of the two seconds that Wechaty takes to start. */
const SOON = { timeout: 60_000, interval: 20 };
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const home = makeHome();
let peer: PuppetPeer;

beforeAll(async () => {
  peer = await startPuppetPeer();
});

afterAll(async () => {
  await peer.close();
  home.remove();
});

describe('the bot in WeChat, with Wechaty in a process of its own and a puppet service over gRPC', () => {
  const dataDirectory = join(home.directory, 'wechat');
  let config: Config;
  let app: App;

  beforeAll(async () => {
    config = readConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: home.databaseUrl,
      KNOWLEDGE_DIR: join(ROOT, 'test', 'fixtures', 'small-shop'),
      KNOWLEDGE_CACHE_DIR: join(ROOT, 'node_modules', '.cache', 'warmline', 'knowledge'),
      WECHAT_PUPPET_TOKEN: peer.token,
      WECHAT_PUPPET_ENDPOINT: peer.endpoint,
      WECHAT_DATA_DIR: dataDirectory,
      WECHAT_JITTER_MS: '0',
      WECHAT_LIMIT_GLOBAL: '1000',
      WECHAT_LIMIT_CHAT: '1000',
      WECHAT_LIMIT_GROUP: '1000',
    });
    app = await createApp({ config, serve: true, workshop, logger: pino({ level: 'silent' }) });
    await app.start();
  });

  afterAll(() => app.stop());

  const bridgePid = () => readStatus(dataDirectory)?.bridge ?? 0;
  const standing = () => readStatus(dataDirectory)?.state.kind;
  const doctor = () => weChatOutlook(config)?.examine();
  const saidTo = (id: string) => peer.sends.filter(({ to }) => to === id).map(({ text }) => text);
  const rows = (id: string) =>
    app.storage.db.selectFrom('outbox').select('state').where('peer', '=', id).orderBy('id').execute();
  const journal = () => readdirSync(join(dataDirectory, 'journal'));

  test('shows the login code to the operator until it is scanned', async () => {
    await expect
      .poll(() => {
        peer.showCode('https://login.weixin.qq.com/l/abc');
        return standing();
      }, SOON)
      .toBe('waiting-for-scan');
    await expect(doctor()).rejects.toThrow(/scan this with the phone.*\n[\s█▀▄]+[\s\S]*login\.weixin\.qq\.com\/l\/abc/);
    peer.login();
    await expect.poll(standing, SOON).toBe('logged-in');
    expect(await doctor()).toMatch(/logged in since .*; the bridge was started 1 time/);
  });

  test('answers a person from the knowledge base, once, however often the puppet brings the message', async () => {
    const ann = peer.person('安');
    ann.say('下单后多久能送到？').to(peer.bot);
    await expect.poll(() => saidTo(ann.id), SOON).toHaveLength(1);
    expect(saidTo(ann.id)[0]).toContain('2 到 4 个工作日');
    expect(saidTo(ann.id)[0]).not.toMatch(/\*\*|\]\(/);
    const [asked] = await app.storage.db
      .selectFrom('inbox')
      .select('message_key')
      .where('address_key', 'like', `%${ann.id}`)
      .execute();
    peer.again(asked?.message_key.slice(1) ?? '');
    ann.say('谢谢').to(peer.bot);
    await expect.poll(() => saidTo(ann.id), SOON).toHaveLength(2);
    expect(saidTo(ann.id)[1]).not.toBe(saidTo(ann.id)[0]);
    await expect.poll(journal, SOON).toEqual([]);
  });

  test('speaks in a room only when it is called upon, and calls the asker', async () => {
    const [ann, ben] = [peer.person('小安'), peer.person('阿本')];
    const room = peer.room('杭州业主群', [ann, ben]);
    ann.say('大家好，下单后多久能送到？').to(room);
    ben.say(FileBox.fromBase64('aGk=', 'cat.jpg')).to(room);
    ann.say(`@暖线客服\u2005下单后多久能送到？`, [peer.bot]).to(room);
    await expect.poll(() => saidTo(room.id), SOON).toHaveLength(1);
    expect(peer.sends.at(-1)).toMatchObject({
      to: room.id,
      text: expect.stringMatching(/^@小安\u2005/),
      mentions: [ann.id],
    });
    ben.say(`@暖线客服 帮我查一下订单 A1024`, [peer.bot]).to(room);
    await expect.poll(() => saidTo(room.id), SOON).toHaveLength(2);
    expect(saidTo(room.id)[1]).toMatch(/^@阿本\u2005.*群聊.*私聊/s);
    const group = await app.storage.db
      .selectFrom('groups')
      .select('title')
      .where('peer', '=', `room:${room.id}`)
      .execute();
    expect(group).toEqual([{ title: '杭州业主群' }]);
    const carl = peer.person('卡尔');
    room.add(carl).by(ann);
    const members = async () => {
      const found = await app.storage.db
        .selectFrom('group_members')
        .select('name')
        .where('group_key', 'like', `%${encodeURIComponent(room.id)}`)
        .execute();
      return found.map(({ name }) => name).sort();
    };
    await expect.poll(members, SOON).toEqual(['卡尔', '小安', '阿本'].sort());
    room.remove(carl).by(ann);
    await expect.poll(members, SOON).toEqual(['小安', '阿本'].sort());
    expect(saidTo(room.id)).toHaveLength(2);
  });

  test('survives messages that no handler can read', async () => {
    const before = bridgePid();
    const dan = peer.person('丹');
    peer.odd({ talkerId: undefined });
    peer.odd({ talkerId: dan.id, id: 'x'.repeat(300) });
    peer.again('there-is-no-such-message');
    dan.say('下单后多久能送到？').to(peer.bot);
    await expect.poll(() => saidTo(dan.id), SOON).toHaveLength(1);
    expect(bridgePid()).toBe(before);
  });

  test('killed in the middle of a send leaves that send unsure, comes back and doubles nothing', async () => {
    const eve = peer.person('伊芙');
    const release = peer.hold();
    eve.say('下单后多久能送到？').to(peer.bot);
    await expect.poll(() => saidTo(eve.id), SOON).toHaveLength(1);
    const killed = bridgePid();
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => rows(eve.id), SOON).toEqual([{ state: 'unsure' }]);
    release();
    await expect.poll(() => standing() === 'logged-in' && bridgePid() !== killed, SOON).toBe(true);
    eve.say('可以用支付宝吗？下单后多久能送到？').to(peer.bot);
    await expect.poll(async () => (await rows(eve.id)).at(-1)?.state === 'sent', SOON).toBe(true);
    expect((await rows(eve.id))[0]).toEqual({ state: 'unsure' });
    expect(saidTo(eve.id)).toHaveLength((await rows(eve.id)).length);
    expect(runsHere(killed)).toBe(false);
  });
});

describe('the WeChat channel', () => {
  const account = AccountId.parse('wechat');
  const settings = () => ({
    token: peer.token,
    endpoint: peer.endpoint,
    account,
    dataDirectory: join(home.directory, 'alone'),
    jitterMs: 0,
  });
  let web: Server;
  let webUrl: string;

  beforeAll(async () => {
    web = createServer((request, response) => {
      response.writeHead(request.url === '/map.png' ? 200 : 404).end(Buffer.alloc(3_000, 7));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  });

  afterAll(() => web.close());

  function open(accept: Inbox['accept']) {
    const channel = createWeChatChannel({ settings: settings(), clock: systemClock, random: Math.random });
    const stop = new AbortController();
    const ended = channel.start({ accept }, stop.signal);
    const to = (peerId: string) => ({ channel: ChannelId.parse('wechat'), account, peer: PeerId.parse(peerId) });
    const send = (peerId: string, reply: Parameters<typeof channel.send>[1]) =>
      channel.send(to(peerId), reply, SendKey.parse('k1'), stop.signal);
    return {
      channel,
      send,
      async close() {
        stop.abort();
        await ended;
      },
    };
  }

  test('with a token that the service refuses tells so, without the token, and goes on trying', async () => {
    const refused = {
      ...settings(),
      token: `insecure_${randomUUID()}`,
      dataDirectory: join(home.directory, 'refused'),
    };
    const channel = createWeChatChannel({ settings: refused, clock: systemClock, random: Math.random });
    const stop = new AbortController();
    const ended = channel.start({ accept: async () => {} }, stop.signal);
    await expect.poll(() => readStatus(refused.dataDirectory)?.state.kind, SOON).toBe('down');
    const { state } = readStatus(refused.dataDirectory) ?? {};
    expect(state).toMatchObject({ cause: expect.stringMatching(/UNAUTHENTICATED.*\[token\]/), retryInMs: 1_000 });
    expect(JSON.stringify(state)).not.toContain(refused.token);
    stop.abort();
    await ended;
  });

  test('keeps what the inbox has not taken over its own end, and brings files both ways', async () => {
    const fay = peer.person('菲');
    let asked = 0;
    const first = open(async () => {
      asked += 1;
      throw new Error('the database is away');
    });
    await expect
      .poll(
        () => {
          peer.login();
          if (asked === 0)
            fay.say(FileBox.fromBase64(Buffer.alloc(2_000, 5).toString('base64'), '破损.jpg')).to(peer.bot);
          return asked;
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
    await first.close();
    expect(await first.send(fay.id, { kind: 'text', markdown: '在吗' })).toMatchObject({ kind: 'later' });

    const taken: IncomingMessage[] = [];
    const second = open(async (messages) => {
      taken.push(...messages);
    });
    await expect
      .poll(() => {
        peer.login();
        return taken.length;
      }, SOON)
      .toBeGreaterThan(0);
    const { content, from } = taken[0] as IncomingMessage;
    expect(content).toMatchObject({ kind: 'media', media: { kind: 'image', ref: expect.stringMatching(/^message:/) } });
    expect(from.peer).toBe(fay.id);
    const media = content.kind === 'media' ? content.media : null;
    if (media === null) throw new Error('no file came');
    const signal = AbortSignal.timeout(30_000);
    expect(await second.channel.media?.load(media, 1_999, signal)).toEqual({ kind: 'too-large' });
    const loaded = await second.channel.media?.load(media, 2_000, signal);
    expect(loaded?.kind === 'loaded' && loaded.bytes.byteLength).toBe(2_000);

    const image = (path: string) => ({
      kind: 'media' as const,
      media: { kind: 'image' as const, ref: `${webUrl}${path}` },
    });
    expect(await second.send(fay.id, image('/map.png'))).toEqual({ kind: 'sent', platformId: 'k1' });
    expect(peer.sends.at(-1)).toEqual({ to: fay.id, file: { name: 'map.png', bytes: 3_000 } });
    expect(await second.send(fay.id, image('/none.png'))).toMatchObject({
      kind: 'refused',
      reason: { kind: 'invalid' },
    });
    expect(await second.send('nobody', { kind: 'text', markdown: 'hi' })).toMatchObject({ kind: 'unsure' });
    await second.close();
  });
});
