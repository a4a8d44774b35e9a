import { hostname } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { type Bot, createBot, createChannelNotes } from '../../src/bot/index.ts';
import { createWeComChannel } from '../../src/channels/wecom/index.ts';
import { openCoordination } from '../../src/coordination/index.ts';
import { AccountId, AgentId, ChannelId } from '../../src/core/index.ts';
import { takeOver } from '../../src/handoff/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock, systemRandom } from '../../src/system.ts';
import { addAgent } from '../support/desk.ts';
import { answerWith, mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';
import { CALLBACK } from '../support/wecom/callbacks.ts';
import { startWeComPeer } from '../support/wecom/index.ts';
import { CORP } from '../support/wecom/world.ts';

/** A loaded machine takes its time. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

/** The whole bot (inbox, turns, outbox) with WeCom on the other side; only the knowledge is made up. */
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function talk(storage: Storage) {
  const peer = await startWeComPeer(CORP);
  const coordination = await openCoordination({
    redisUrl: null,
    clock: systemClock,
    random: systemRandom,
    processId: 'talk',
  });
  const account = AccountId.parse(CORP.corpId);
  const channel = createWeComChannel({
    settings: { ...CORP, ...CALLBACK, apiRoot: peer.apiRoot, sweepMs: 1_000, timeoutMs: 1_000 },
    // A sweep each 50 ms instead of callbacks.
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal) },
    notes: createChannelNotes(storage, ChannelId.parse('wecom'), account),
    exclusively: (_name, _signal, work) => work(),
    fetchFile: async () => ({ kind: 'gone' }),
  });
  const faults: unknown[] = [];
  const { knowledge, flows, words } = await mindWith((text) => answerWith(`About ${text}`));
  const bot: Bot = createBot({
    storage,
    coordination,
    channels: [channel],
    knowledge,
    flows,
    words,
    clock: systemClock,
    random: systemRandom,
    self: { id: 'talk', host: hostname(), pid: process.pid, runsHere: () => true },
    observer: { fault: (where, thrown) => faults.push(where, thrown), turn: () => {}, sent: () => {} },
    defaultLocale: 'en',
  });
  const stop = new AbortController();
  await bot.start();
  const receiving = channel.start(bot.inbox, stop.signal);
  ends.push(async () => {
    stop.abort();
    await receiving;
    await bot.stop(2_000);
    await coordination.close();
    await peer.close();
  });
  const owner = async () => {
    const row = await storage.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
    return row.owner_kind === 'agent' ? `agent ${row.owner_agent}` : row.owner_kind;
  };
  const lines = async () => {
    const rows = await storage.db.selectFrom('messages').selectAll().orderBy('position').execute();
    return rows.map(({ author, delivery }) => `${author} ${delivery}`);
  };
  const received = () => peer.kf.received('wmAnn');
  return { peer, kf: peer.kf, faults, owner, lines, received };
}

describeStorages('a talk in WeChat', (newStorage) => {
  test('goes on when a colleague answers in the WeCom client: they have it, the bot is silent, and gets it back', async () => {
    const storage = await newStorage();
    await addAgent(storage, 'zoe', { name: 'Zoe', wecom: 'zhang' });
    const { kf, owner, lines, received, faults } = await talk(storage);
    kf.says('wmAnn', 'first');
    await soon(() => received().length).toBe(1);
    kf.taken('wmAnn', 'zhang');
    await soon(owner).toBe('agent zoe');
    kf.servicerSays('wmAnn', 'zhang', 'Let me see *this*');
    kf.says('wmAnn', 'thank you');
    await soon(lines).toEqual(['customer received', 'bot sent', 'agent sent', 'customer received']);
    expect(received()).toHaveLength(1);
    kf.ended('wmAnn', 'zhang');
    await soon(owner).toBe('bot');
    kf.says('wmAnn', 'one more thing: delivery?');
    await soon(() => received().length).toBe(2);
    expect(faults).toEqual([]);
  });

  test('that a stranger to our team takes in WeCom has a holder too, and passes from the console’s hands to theirs', async () => {
    const storage = await newStorage();
    await addAgent(storage, 'otto');
    const { kf, owner, received } = await talk(storage);
    kf.says('wmAnn', 'first');
    await soon(() => received().length).toBe(1);
    const { id } = await storage.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
    const now = systemClock.now();
    await storage.transact((tx) =>
      takeOver(tx, { conversation: id as never, agent: AgentId.parse('otto'), now, by: 'agent' }),
    );
    kf.taken('wmAnn', 'li');
    await soon(owner).not.toBe('agent otto');
    const li = await storage.db.selectFrom('agents').select(['id', 'joined']).where('wecom', '=', 'li').execute();
    expect(li).toMatchObject([{ joined: 0 }]);
    expect(await owner()).toBe(`agent ${li[0]?.id}`);
  });

  test('whose answer WeCom took and could not deliver shows that it did not arrive', async () => {
    const storage = await newStorage();
    const { kf, lines, received } = await talk(storage);
    kf.says('wmAnn', 'first');
    await soon(lines).toEqual(['customer received', 'bot sent']);
    kf.undelivered('wmAnn', received()[0]?.msgid ?? '', 10);
    await soon(lines).toEqual(['customer received', 'bot refused']);
    const row = await storage.db.selectFrom('outbox').select(['state', 'detail']).executeTakeFirstOrThrow();
    expect(row).toEqual({ state: 'refused', detail: 'The customer takes no messages from this account.' });
    const who = await storage.db.selectFrom('conversations').select('unreachable_since').executeTakeFirstOrThrow();
    expect(who.unreachable_since).not.toBeNull();
  });

  test('gets its answer once although WeCom took it and hung up', async () => {
    const storage = await newStorage();
    const { kf, peer, lines, received } = await talk(storage);
    peer.fail('kf/send_msg', 'drop-after');
    kf.says('wmAnn', 'first');
    await soon(lines).toEqual(['customer received', 'bot sent']);
    expect(received()).toHaveLength(1);
    expect(peer.calls('kf/send_msg')).toBe(2);
  });

  test('of thirty messages at once loses none of them and keeps their order', async () => {
    const storage = await newStorage();
    const { kf, received, faults } = await talk(storage);
    // Each in a language of its own turn: a number ends a sentence and is not merged with the next one.
    for (let n = 0; n < 30; n += 1) kf.says('wmAnn', `question ${n}?`);
    const heard = async () => {
      const rows = await storage.db
        .selectFrom('messages')
        .select('content')
        .where('author', '=', 'customer')
        .orderBy('position')
        .execute();
      return rows.map(({ content }) => /question (\d+)/.exec(content)?.[1]);
    };
    await soon(heard).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
    await soon(() => received().length).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });
});
