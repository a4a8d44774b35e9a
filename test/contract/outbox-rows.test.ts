import { expect, test } from 'vitest';
import { saveTurn } from '../../src/bot/conversation.ts';
import { claim, dueRows, expire } from '../../src/bot/outbox/claim.ts';
import { discardSend, retrySend } from '../../src/bot/outbox/desk.ts';
import { recoverSends } from '../../src/bot/outbox/recover.ts';
import { enqueue, type NewSend } from '../../src/bot/outbox/row.ts';
import { settle } from '../../src/bot/outbox/settle.ts';
import { SendKey, type SendResult } from '../../src/core/index.ts';
import type { Storage, Tx } from '../../src/storage/index.ts';
import { addressOf, newConversation } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = 1_800_000_000_000;
const ACCOUNTS = [{ channel: 'test', account: 'shop' }];

function sendTo(peer: string, key: string, change: Partial<NewSend> = {}): NewSend {
  return {
    to: addressOf(peer),
    isGroup: false,
    conversation: newConversation(peer).id,
    messageId: null,
    queue: `c-${peer}`,
    author: 'bot',
    priority: 1,
    epoch: 0,
    key: SendKey.parse(key),
    reply: { kind: 'text', markdown: key },
    dueAt: NOW,
    expiresAt: NOW + 1_000,
    ...change,
  };
}

async function withConversation(storage: Storage, peer: string): Promise<void> {
  await storage.transact((tx) =>
    saveTurn(tx, {
      conversation: newConversation(peer),
      token: 1,
      now: NOW,
      messages: [],
      profileName: null,
      heard: true,
    }),
  );
}

async function claimAll(storage: Storage, sender = 'me', now = NOW): Promise<string[]> {
  const due = await dueRows(storage, ACCOUNTS, now);
  const ids = due.map((row) => row.id);
  const rows = await storage.transact((tx) => claim(tx, ids, sender, now, storage.dialect === 'postgres'));
  return rows.map((row) => row.send_key).sort();
}

async function stateOf(storage: Storage, key: string): Promise<string> {
  const row = await storage.db
    .selectFrom('outbox')
    .select('state')
    .where('send_key', '=', key)
    .executeTakeFirstOrThrow();
  return row.state;
}

async function finish(storage: Storage, key: string, result: SendResult): Promise<void> {
  const row = await storage.db.selectFrom('outbox').selectAll().where('send_key', '=', key).executeTakeFirstOrThrow();
  await storage.transact((tx) => settle(tx, { row, result }, NOW, () => 0.5));
}

describeStorages('outbox rows', (newStorage) => {
  test('of one queue only the first can be claimed, until it is settled', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await withConversation(storage, 'ben');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1'), sendTo('ann', 'a2'), sendTo('ben', 'b1')], NOW));
    expect(await claimAll(storage)).toEqual(['a1', 'b1']);
    expect(await claimAll(storage)).toEqual([]);
    await finish(storage, 'a1', { kind: 'sent', platformId: '1' });
    expect(await claimAll(storage)).toEqual(['a2']);
  });

  test('a row that must wait keeps the rest of its queue waiting, so that order holds', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1'), sendTo('ann', 'a2')], NOW));
    await claimAll(storage);
    await finish(storage, 'a1', { kind: 'later', afterMs: 5_000, scope: 'chat', cause: '429' });
    expect(await claimAll(storage)).toEqual([]);
    expect(await claimAll(storage, 'me', NOW + 5_000)).toEqual(['a1']);
  });

  test('two processes that claim at once never get the same row', async () => {
    const storage = await newStorage();
    const peers = Array.from({ length: 30 }, (_, index) => `p${index}`);
    for (const peer of peers) await withConversation(storage, peer);
    await storage.transact((tx) =>
      enqueue(
        tx,
        peers.map((peer) => sendTo(peer, `k-${peer}`)),
        NOW,
      ),
    );
    const claims = await Promise.all(['one', 'two', 'three'].map((sender) => claimAll(storage, sender)));
    const all = claims.flat();
    expect(all).toHaveLength(30);
    expect(new Set(all).size).toBe(30);
  });

  test("a bot's message of an older epoch is withdrawn at the claim, an agent's is not", async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) =>
      enqueue(
        tx,
        [sendTo('ann', 'bot', { queue: null }), sendTo('ann', 'agent', { queue: null, author: 'agent' })],
        NOW,
      ),
    );
    await storage.transact((tx) =>
      tx.updateTable('conversations').set({ epoch: 1 }).where('id', '=', 'c-ann').execute(),
    );
    expect(await claimAll(storage)).toEqual(['agent']);
    expect(await stateOf(storage, 'bot')).toBe('withdrawn');
  });

  test('what a dead process was sending is unsure, or goes again where the platform drops duplicates', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await withConversation(storage, 'ben');
    await storage.transact((tx) =>
      enqueue(
        tx,
        [sendTo('ann', 'a1'), sendTo('ben', 'b1', { to: { ...addressOf('ben'), account: 'safe' as never } })],
        NOW,
      ),
    );
    const due = await dueRows(storage, [...ACCOUNTS, { channel: 'test', account: 'safe' }], NOW);
    await storage.transact((tx) =>
      claim(
        tx,
        due.map((row) => row.id),
        'dead',
        NOW,
        storage.dialect === 'postgres',
      ),
    );
    const recovered = await recoverSends(
      storage,
      async () => ['me'],
      (_channel, account) => account === 'safe',
      NOW,
    );
    expect(recovered).toEqual({ again: 1, unsure: 1 });
    expect(await stateOf(storage, 'a1')).toBe('unsure');
    expect(await stateOf(storage, 'b1')).toBe('due');
  });

  test('a process that was only thought dead cannot overwrite what was settled for it', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1')], NOW));
    await claimAll(storage, 'slow');
    const late = await storage.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    await recoverSends(
      storage,
      async () => ['me'],
      () => false,
      NOW,
    );
    await storage.transact((tx) =>
      settle(tx, { row: late, result: { kind: 'later', afterMs: 0, scope: 'chat', cause: '' } }, NOW, () => 0),
    );
    expect(await stateOf(storage, 'a1')).toBe('unsure');
  });

  test('what a process claims while the dead are looked for is not taken from it', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1')], NOW));
    await claimAll(storage, 'dead');
    await storage.transact((tx) => enqueue(tx, [sendTo('ben', 'b1')], NOW));
    const whoLives = async (tx: Tx) => {
      await tx.updateTable('outbox').set({ sender: 'young', state: 'sending' }).where('state', '=', 'due').execute();
      return ['me'];
    };
    expect(await recoverSends(storage, whoLives, () => false, NOW)).toEqual({ again: 0, unsure: 1 });
    expect(await stateOf(storage, 'b1')).toBe('sending');
  });

  test('a blocked customer gets none of what was still waiting', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1'), sendTo('ann', 'a2')], NOW));
    await claimAll(storage);
    await finish(storage, 'a1', {
      kind: 'refused',
      reason: { kind: 'unreachable' },
      detail: 'bot was blocked by the user',
    });
    expect(await stateOf(storage, 'a2')).toBe('refused');
    const row = await storage.db.selectFrom('conversations').select('unreachable_since').executeTakeFirstOrThrow();
    expect(row.unreachable_since).toBe(NOW);
  });

  test('a moved group takes its conversation and everything that waits with it', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'old');
    await storage.transact((tx) => enqueue(tx, [sendTo('old', 'a1'), sendTo('old', 'a2')], NOW));
    await claimAll(storage);
    await finish(storage, 'a1', {
      kind: 'refused',
      reason: { kind: 'moved', to: addressOf('new') },
      detail: 'migrated',
    });
    const rows = await storage.db.selectFrom('outbox').select(['peer', 'state']).orderBy('id').execute();
    expect(rows).toEqual([
      { peer: 'new', state: 'due' },
      { peer: 'new', state: 'due' },
    ]);
    const conversation = await storage.db.selectFrom('conversations').select('address_key').executeTakeFirstOrThrow();
    expect(conversation.address_key).toBe('test/shop/new');
  });

  test('after the last attempt a row is dead, and a person can send it again or give it up', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1')], NOW));
    await storage.transact((tx) => tx.updateTable('outbox').set({ attempts: 11 }).execute());
    await claimAll(storage);
    await finish(storage, 'a1', { kind: 'later', afterMs: null, scope: 'chat', cause: '502' });
    expect(await stateOf(storage, 'a1')).toBe('dead');
    const { id } = await storage.db.selectFrom('outbox').select('id').executeTakeFirstOrThrow();
    expect(await retrySend(storage, id, NOW)).toBe(true);
    expect(await stateOf(storage, 'a1')).toBe('due');
    expect(await discardSend(storage, id, NOW)).toBe(true);
    expect(await retrySend(storage, id, NOW)).toBe(false);
  });

  test('a channel that is away for long makes no message dead: each waits until it expires', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1')], NOW));
    await storage.transact((tx) => tx.updateTable('outbox').set({ attempts: 400 }).execute());
    await claimAll(storage);
    await finish(storage, 'a1', { kind: 'later', afterMs: null, scope: 'channel', cause: 'offline' });
    expect(await stateOf(storage, 'a1')).toBe('due');
  });

  test('what is not sent in time expires instead of arriving late', async () => {
    const storage = await newStorage();
    await withConversation(storage, 'ann');
    await storage.transact((tx) => enqueue(tx, [sendTo('ann', 'a1')], NOW));
    const { id } = await storage.db.selectFrom('outbox').select('id').executeTakeFirstOrThrow();
    await storage.transact((tx) => expire(tx, [id], NOW + 2_000));
    expect(await stateOf(storage, 'a1')).toBe('expired');
  });
});
