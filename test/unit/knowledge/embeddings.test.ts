import { expect, onTestFinished, test, vi } from 'vitest';
import { createKnowledge } from '../../../src/knowledge/index.ts';
import { modelPeer } from '../../support/model-peer.ts';
import { workshop } from '../../support/workshop.ts';
import { clockFrom, scratchBase } from './scratch-base.ts';

vi.setConfig({ testTimeout: 30_000 });

const SHOP = {
  'articles/en/shop.md':
    '---\ntitle: Shop\n---\n## Refunds\n> reimbursement\n\nIn three days.\n\n## Opening hours\n> when are you open\n\nAt nine.\n\n## Invoices\n> billing papers\n\nBy mail.\n',
};
/** Shares no word with any phrasing: only the model knows what it means. */
const QUESTION = 'gimme dough';

test('a model’s vectors find what no word tells, and its absence is done without', async () => {
  await using base = await scratchBase(SHOP);
  const peer = await embeddingsPeer();
  const knowledge = await openShop(base.directory, peer.url);
  onTestFinished(() => knowledge.close());
  expect((await knowledge.search(QUESTION)).ranked[0]?.id).toMatch(/^en-shop/);
  expect(questionOf(knowledge, (await knowledge.search(QUESTION)).ranked[0]?.id)).toBe('Refunds');
  expect(peer.embeddings[0]).toEqual({ authorization: 'Bearer secret', model: 'small', format: 'float' });
  peer.mood = 'with 500';
  expect(questionOf(knowledge, (await knowledge.search('opening hours')).ranked[0]?.id)).toBe('Opening hours');
  peer.mood = 'never';
  const begin = performance.now();
  expect(questionOf(knowledge, (await knowledge.search('opening hours')).ranked[0]?.id)).toBe('Opening hours');
  // A customer does not wait for a model that hangs; the product's own limit is 1.5 s.
  expect(performance.now() - begin).toBeLessThan(8_000);
});

test('a model that does not answer while the index is built is told to the operator, and the shop opens', async () => {
  await using base = await scratchBase(SHOP);
  const peer = await embeddingsPeer();
  peer.mood = 'with 500';
  const warned: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => void warned.push(message) };
  const knowledge = await openShop(base.directory, peer.url, logger);
  onTestFinished(() => knowledge.close());
  expect(questionOf(knowledge, (await knowledge.search('opening hours')).ranked[0]?.id)).toBe('Opening hours');
  expect(warned).toEqual([expect.stringContaining('going on without it')]);
});

test('vectors that were kept are not asked for again', async () => {
  await using base = await scratchBase(SHOP);
  const peer = await embeddingsPeer();
  const cacheDirectory = `${base.directory}/kept`;
  await (await openShop(base.directory, peer.url, undefined, cacheDirectory)).close();
  const before = peer.embeddings.length;
  const again = await openShop(base.directory, peer.url, undefined, cacheDirectory);
  onTestFinished(() => again.close());
  expect(peer.embeddings.length).toBe(before);
  expect(questionOf(again, (await again.search(QUESTION)).ranked[0]?.id)).toBe('Refunds');
});

type Shop = Awaited<ReturnType<typeof openShop>>;

function openShop(
  directory: string,
  url: string,
  logger?: { info(fields: object, message: string): void; warn(fields: object, message: string): void },
  cacheDirectory?: string,
) {
  return createKnowledge({
    directory,
    clock: clockFrom(),
    maxWrong: 0.05,
    watch: false,
    workshop,
    embeddings: { url, key: 'secret', model: 'small' },
    ...(logger ? { logger } : {}),
    ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
  });
}

function questionOf(shop: Shop, id: string | undefined): string | undefined {
  return shop.entries().find((entry) => entry.id === id)?.question;
}

/** Money is one direction, all else the other. */
function embeddingsPeer() {
  return modelPeer({ place: (text) => (/refund|reimburse|dough/i.test(text) ? [3, 0] : [0, 2]) });
}
