import { afterEach, expect, test } from 'vitest';
import { ChoiceId, type LoadedMedia, type Reply, SendKey, type SendResult } from '../../src/core/index.ts';
import { freePort } from '../support/services/free-port.ts';
import { copySqliteStorage } from '../support/storage.ts';
import { type WeComWorld, wecomWorld } from '../support/wecom/world.ts';

/** A loaded machine takes its time. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

/** The channel's sending half against the peer. */
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function worldFor(options: Parameters<typeof wecomWorld>[1] = {}): Promise<WeComWorld> {
  const { storage, remove } = copySqliteStorage();
  ends.push(remove);
  const world = await wecomWorld(storage, options);
  ends.push(world.end);
  return world;
}

const HELLO: Reply = { kind: 'text', markdown: '你好' };
const IDLE = new AbortController().signal;

function sendTo(
  { channel, peer }: WeComWorld,
  key: string,
  reply: Reply = HELLO,
  customer = 'wmAnn',
): Promise<SendResult> {
  const to = { channel: channel.id, account: channel.account, peer: `${customer}@${peer.kf.account}` as never };
  return channel.send(to, reply, SendKey.parse(key), IDLE);
}

const textsTo = ({ peer }: WeComWorld, customer = 'wmAnn') => peer.kf.received(customer).map(({ text }) => text);

test('an answer arrives, and its key is its id', async () => {
  const world = await worldFor();
  world.peer.kf.says('wmAnn', '在吗');
  expect(await sendTo(world, 'k1')).toEqual({ kind: 'sent', platformId: 'k1' });
  expect(textsTo(world)).toEqual(['你好']);
});

test('a menu arrives as one', async () => {
  const world = await worldFor();
  world.peer.kf.says('wmAnn', '在吗');
  const choices = [{ id: ChoiceId.parse('kb:e1'), label: '送多久' }];
  await sendTo(world, 'k1', { kind: 'choices', prompt: '您想问：', choices });
  expect(world.peer.kf.received('wmAnn')).toMatchObject([{ msgtype: 'msgmenu', text: '您想问：', choices }]);
});

test('what WeCom took and did not answer is unsure; sent again with the same key it is one message', async () => {
  const world = await worldFor();
  world.peer.kf.says('wmAnn', '在吗');
  world.peer.fail('kf/send_msg', 'drop-after');
  expect((await sendTo(world, 'k1')).kind).toBe('unsure');
  expect(await sendTo(world, 'k1')).toEqual({ kind: 'sent', platformId: 'k1' });
  expect(textsTo(world)).toEqual(['你好']);
});

test('a token that ends in the middle of a burst is replaced once for all of them', async () => {
  const world = await worldFor();
  const customers = Array.from({ length: 20 }, (_, n) => `wm${n}`);
  for (const customer of customers) world.peer.kf.says(customer, '在吗');
  await sendTo(world, 'first', HELLO, 'wm0');
  world.peer.expireTokens();
  const results = await Promise.all(customers.map((customer) => sendTo(world, `k-${customer}`, HELLO, customer)));
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['sent']));
  expect(world.peer.tokensGiven()).toBe(2);
});

test('a rate limit makes everything wait, a busy platform only this talk', async () => {
  const world = await worldFor();
  world.peer.kf.says('wmAnn', '在吗');
  world.peer.fail('kf/send_msg', 'rate-limit');
  expect(await sendTo(world, 'k1')).toMatchObject({ kind: 'later', scope: 'channel', afterMs: 10_000 });
  world.peer.fail('kf/send_msg', 'busy');
  expect(await sendTo(world, 'k1')).toMatchObject({ kind: 'later', scope: 'chat' });
  expect(textsTo(world)).toEqual([]);
});

test('a send that is never answered is unsure when its time is over', async () => {
  const world = await worldFor({ timeoutMs: 150 });
  world.peer.kf.says('wmAnn', '在吗');
  await sendTo(world, 'k0');
  world.peer.fail('kf/send_msg', 'hang');
  expect((await sendTo(world, 'k1')).kind).toBe('unsure');
});

test('where WeCom does not let us write, the reason is said in words', async () => {
  const world = await worldFor();
  const { kf } = world.peer;
  const refusal = async (key: string) => {
    const result = await sendTo(world, key);
    return result.kind === 'refused' ? `${result.reason.kind}: ${result.detail}` : result.kind;
  };
  expect(await refusal('k0')).toMatch(/^unreachable: WeCom does not know this customer/);
  kf.says('wmAnn', '在吗');
  for (let n = 1; n <= 5; n += 1) expect(await refusal(`k${n}`)).toBe('sent');
  expect(await refusal('k6')).toMatch(/^forbidden: They have been sent as many messages as WeCom allows/);
  kf.says('wmAnn', '在吗');
  kf.passHours(49);
  expect(await refusal('k7')).toMatch(/^forbidden: Their last message is more than 48 hours old/);
  kf.says('wmAnn', '在吗');
  kf.taken('wmAnn', 'zhang');
  expect(await refusal('k8')).toMatch(/^forbidden: The talk is in the hands of a colleague/);
});

test('a secret that is wrong holds everything back and says which setting it is', async () => {
  const world = await worldFor();
  const { createWeComChannel } = await import('../../src/channels/wecom/index.ts');
  const { CALLBACK } = await import('../support/wecom/callbacks.ts');
  const channel = createWeComChannel({
    settings: {
      corpId: 'ww1234567890abcdef',
      secret: 'not-the-secret-of-it',
      ...CALLBACK,
      apiRoot: world.peer.apiRoot,
    },
    clock: { now: () => 0, sleep: async () => undefined },
    notes: { read: async () => null, names: async () => [], take: async () => null },
    exclusively: (_name, _signal, work) => work(),
    fetchFile: async () => ({ kind: 'gone' }),
  });
  const result = await sendTo({ ...world, channel }, 'k1');
  expect(result).toMatchObject({ kind: 'later', scope: 'channel', cause: expect.stringMatching(/WECOM_SECRET/) });
});

test('who has just opened the chat is greeted once by the code that came with it', async () => {
  const world = await worldFor();
  world.peer.kf.enters('wmAnn');
  world.receive();
  await soon(world.accepted).toEqual(['presence']);
  expect(await sendTo(world, 'k1')).toMatchObject({ kind: 'sent' });
  expect(textsTo(world)).toEqual(['你好']);
  expect(world.peer.calls('kf/send_msg_on_event')).toBe(1);
  // They have still not written, so a second word has no way.
  expect(await sendTo(world, 'k2')).toMatchObject({ kind: 'refused', reason: { kind: 'forbidden' } });
  expect(world.peer.calls('kf/send_msg_on_event')).toBe(1);
});

test('a file of the shop is brought to WeCom and sent; a customer’s own goes back as it is', async () => {
  const file: LoadedMedia = { kind: 'loaded', bytes: Buffer.from('a picture of a sofa') };
  const world = await worldFor({ fetchFile: async () => file });
  world.peer.kf.says('wmAnn', '在吗');
  const media = { kind: 'image' as const, ref: 'https://shop.example/uploads/sofa.png' };
  expect(await sendTo(world, 'k1', { kind: 'media', media })).toMatchObject({ kind: 'sent' });
  expect(world.peer.kf.received('wmAnn')).toMatchObject([{ msgtype: 'image', text: 'media-1' }]);
  const theirs = world.peer.kf.keep(Buffer.from('their own voice'));
  await sendTo(world, 'k2', { kind: 'media', media: { kind: 'audio', ref: `voice:${theirs}` } });
  expect(world.peer.kf.received('wmAnn')[1]).toMatchObject({ msgtype: 'voice', text: theirs });
});

test('a file whose address holds a lone percent sign is sent all the same', async () => {
  const file: LoadedMedia = { kind: 'loaded', bytes: Buffer.from('a picture of a sofa') };
  const world = await worldFor({ fetchFile: async () => file });
  world.peer.kf.says('wmAnn', '在吗');
  const media = { kind: 'image' as const, ref: 'https://shop.example/uploads/100%.png' };
  expect(await sendTo(world, 'k1', { kind: 'media', media })).toMatchObject({ kind: 'sent' });
});

test('a customer’s file can be looked at while WeCom has it', async () => {
  const world = await worldFor();
  const id = world.peer.kf.keep(Buffer.from('a broken table leg'));
  const load = (ref: string, most = 1_000) => world.channel.media?.load({ kind: 'image', ref }, most, IDLE);
  expect(await load(`image:${id}`)).toMatchObject({ kind: 'loaded', bytes: Buffer.from('a broken table leg') });
  expect(await load(`image:${id}`, 5)).toEqual({ kind: 'too-large' });
  expect(await load('image:media-99')).toEqual({ kind: 'gone' });
  expect(await load('https://elsewhere.example/a.png')).toEqual({ kind: 'gone' });
});

test('the doctor says in words what is set, what is missing, and where', async () => {
  const world = await worldFor();
  const { CORP } = await import('../support/wecom/world.ts');
  const { checkContacts, checkKf } = await import('../../src/channels/wecom/index.ts');
  const reach = { ...CORP, apiRoot: world.peer.apiRoot, clock: { now: () => 0, sleep: async () => undefined } };
  expect(await checkKf(reach, 'https://bot.example')).toMatch(
    /reachable; customer service: 暖居客服.*bot\.example\/webhooks\/wecom/,
  );
  await expect(checkKf(reach, null)).rejects.toThrow(/PUBLIC_URL/);
  await expect(checkKf({ ...reach, secret: 'another-secret-of-16' }, null)).rejects.toThrow(/WECOM_SECRET/);
  await expect(checkKf({ ...reach, corpId: 'wwother' }, null)).rejects.toThrow(/WECOM_CORP_ID/);
  const nobody = `http://127.0.0.1:${await freePort()}`;
  await expect(checkKf({ ...reach, apiRoot: nobody }, null)).rejects.toThrow(/no connection to WeCom/);
  await expect(checkContacts(reach)).rejects.toThrow(/客户联系/);
  world.peer.employeeOf.set('wmAnn', 'zhang');
  expect(await checkContacts(reach)).toBe('reachable; 1 employee(s) with customers');
});
