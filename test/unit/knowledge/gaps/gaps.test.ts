import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConversationId, EntryId } from '../../../../src/core/index.ts';
import {
  closeGaps,
  listGaps,
  listOpenQuestions,
  listUnhelpful,
  recordFeedback,
  recordGap,
} from '../../../../src/knowledge/index.ts';
import { migrate, type Storage } from '../../../../src/storage/index.ts';
import { systemClock } from '../../../../src/system.ts';
import { openTestStorage } from '../../../support/storage.ts';

const conversation = ConversationId.parse('talk');
const entry = EntryId.parse('en-delivery-1');

describe('what customers could not find', () => {
  let storage: Storage;
  beforeAll(async () => {
    storage = openTestStorage('sqlite::memory:');
    await migrate(storage, systemClock);
    await storage.transact(async (tx) => {
      await tx.insertInto('customers').values({ id: 'c', name: null, locale: null, created_at: 0 }).execute();
      await tx
        .insertInto('conversations')
        .values({
          id: conversation,
          customer_id: 'c',
          channel: 'web',
          account: 'shop',
          peer: 'p',
          address_key: 'web/shop/p',
          locale: 'en',
          owner_kind: 'bot',
          owner_case: null,
          owner_agent: null,
          epoch: 1,
          fence: 0,
          revision: 0,
          memory: '{}',
          unreachable_since: null,
          created_at: 0,
          last_message_at: 0,
        })
        .execute();
    });
  });
  afterAll(() => storage.close());

  test('is kept with its circumstances until it is dealt with', async () => {
    const gap = { conversation, question: '你们招人吗', locale: 'zh-CN', confidence: 0.125, nearest: [entry] } as const;
    await storage.transact(async (tx) => {
      await recordGap(tx, { ...gap, at: 1_700_000_000_000 });
      await recordGap(tx, { ...gap, question: 'do you hire', locale: 'en', nearest: [], at: 1_700_000_000_001 });
    });
    const open = await listGaps(storage.db);
    expect(open).toMatchObject([
      { question: 'do you hire', locale: 'en', nearest: [], state: 'open', at: 1_700_000_000_001 },
      { ...gap, state: 'open', at: 1_700_000_000_000 },
    ]);
    const ids = open.slice(0, 1).map(({ id }) => id);
    expect(await storage.transact((tx) => closeGaps(tx, ids, 1_700_000_000_002))).toBe(1);
    expect(await storage.transact((tx) => closeGaps(tx, ids, 1_700_000_000_003))).toBe(0);
    expect(await listGaps(storage.db)).toMatchObject([{ question: '你们招人吗' }]);
    expect(await listGaps(storage.db, { state: 'closed' })).toMatchObject([{ question: 'do you hire' }]);
    expect(await listGaps(storage.db, { since: 1_700_000_000_001 })).toEqual([]);
  });

  test('counts the last word on an answer, and 👎 come back with their questions', async () => {
    const feedback = { conversation, entry, question: 'when?', locale: 'en', at: 5 } as const;
    await storage.transact(async (tx) => {
      await recordFeedback(tx, { ...feedback, helpful: false });
      await recordFeedback(tx, { ...feedback, helpful: true, at: 6 });
      await recordFeedback(tx, { ...feedback, question: 'how much?', helpful: true });
      await recordFeedback(tx, { ...feedback, question: 'how much?', helpful: false, at: 7 });
      await recordFeedback(tx, { ...feedback, question: null, helpful: false });
    });
    expect(await listUnhelpful(storage.db)).toEqual([{ entry, question: 'how much?', locale: 'en', at: 7 }]);
    const open = await listOpenQuestions(storage.db);
    expect(open.map(({ kind, question, nearest }) => [kind, question, nearest])).toEqual([
      ['unanswered', '你们招人吗', [entry]],
      ['unhelpful', 'how much?', [entry]],
    ]);
  });
});
