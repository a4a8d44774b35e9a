import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { createTurn } from '../../src/bot/turn/turn.ts';
import { CustomerId } from '../../src/core/index.ts';
import { createAudienceReader, setTag, setTier } from '../../src/customers/index.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { createTestClock } from '../support/clock.ts';
import { textFrom } from '../support/conversations.ts';
import { mindWith } from '../support/minds.ts';
import { describeStorages } from '../support/storage.ts';
import { workshop } from '../support/workshop.ts';
import { scratchBase } from '../unit/knowledge/scratch-base.ts';

const CLEANING = 'How do I book the free cleaning?';
const BASE = {
  'articles/en/gold.md': `---\ntitle: Gold\naudience: [gold, trade]\n---\n## ${CLEANING}\n\nCall the gold line.\n`,
  'articles/en/shop.md': '---\ntitle: Shop\n---\n## When do you open?\n\nAt nine.\n',
};

describeStorages('an article for some customers', (newStorage) => {
  test('answers the ones with its tier or tag, and nobody else', { timeout: 60_000 }, async () => {
    const storage = await newStorage();
    await using base = await scratchBase(BASE);
    const clock = createTestClock();
    const inbox = createInbox({ storage, clock, onAccepted: () => {} });
    const knowledge = await createKnowledge({
      directory: base.directory,
      clock,
      maxWrong: 0.05,
      watch: false,
      workshop,
    });
    const mind = {
      ...(await mindWith(() => ({ kind: 'none', nearest: [], confidence: 0 }))),
      knowledge,
      audienceOf: createAudienceReader(storage.db),
    };
    const runTurn = createTurn({ storage, channels: [], mind, clock, defaultLocale: 'en' });
    let token = 0;
    async function ask(peer: string, key: string): Promise<string> {
      await inbox.accept([textFrom(peer, key, CLEANING)]);
      await runTurn(`test/shop/${peer}`, ++token);
      return (await said(storage)).at(-1) ?? '';
    }

    expect(await ask('ann', 'k1')).not.toContain('gold line');
    const ann = await customerOf(storage, 'ann');
    await storage.transact((tx) => setTier(tx, ann, 'gold', 'agent:test', clock.now()));
    expect(await ask('ann', 'k2')).toContain('Call the gold line.');
    expect(await ask('ben', 'k3')).not.toContain('gold line');
    const ben = await customerOf(storage, 'ben');
    await storage.transact((tx) => setTag(tx, ben, 'trade', true, 'agent:test', clock.now()));
    expect(await ask('ben', 'k4')).toContain('Call the gold line.');
    await knowledge.close();
  });
});

async function customerOf(storage: Storage, peer: string): Promise<CustomerId> {
  const row = await storage.db
    .selectFrom('conversations')
    .select('customer_id')
    .where('peer', '=', peer)
    .executeTakeFirstOrThrow();
  return CustomerId.parse(row.customer_id);
}

async function said(storage: Storage): Promise<string[]> {
  const rows = await storage.db.selectFrom('outbox').select('reply').orderBy('id').execute();
  return rows.map(({ reply }) => reply);
}
