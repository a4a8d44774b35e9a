import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createKnowledge, type KnowledgeOptions } from '../../../../src/knowledge/index.ts';
import { workshop } from '../../../support/workshop.ts';
import { clockFrom, scratchBase } from '../scratch-base.ts';

// Each index has a thread of its own, and starting several on a busy machine takes seconds.
vi.setConfig({ testTimeout: 30_000 });

/** Enough unlike entries that a search has something to choose from. */
const SHOP: Record<string, string> = {
  'articles/en/delivery.md': `---\ntitle: Delivery\n---
## How long does delivery take? {#time}
> when will it arrive
> how many days until I get my parcel
> delivery time

Three days. ![map](../images/map.svg) See [returns](returns.md#how) or [the courier](https://courier.example/).

## Do you deliver abroad? {#abroad}
> international shipping
> can you ship overseas

No.
`,
  'articles/en/returns.md': `---\ntitle: Returns\n---
## How do I return something? {#how}
> I want to send it back
> return an item

With the form.

## Can I get an invoice? {#invoice}
> I need a receipt
> tax invoice

By mail.
`,
  'articles/zh-CN/delivery.md': `---\ntitle: 配送\n---
## 多久能送到? {#time}
> 几天到货
> 什么时候能收到

三天。

## 送货上楼收费吗?
> 没有电梯能送上楼吗
> 搬上楼要钱吗

免费。
`,
};

async function knowledge(files: Record<string, string> = SHOP, options: Partial<KnowledgeOptions> = {}) {
  const base = await scratchBase(files);
  const service = await createKnowledge({
    directory: base.directory,
    clock: clockFrom(),
    maxWrong: 0.05,
    watch: false,
    workshop,
    ...options,
  });
  onTestFinished(async () => {
    await service.close();
    await base[Symbol.asyncDispose]();
  });
  return { base, service };
}

describe('a question', () => {
  test('is answered from its entry, with the source', async () => {
    const { service } = await knowledge();
    const answer = await service.ask({ text: 'How long does delivery take?', locale: 'en' });
    expect(answer).toMatchObject({
      kind: 'answer',
      locale: 'en',
      sources: [
        {
          article: 'Delivery',
          question: 'How long does delivery take?',
          path: 'articles/en/delivery.md',
          locale: 'en',
        },
      ],
    });
  });

  test('is answered in the language of the customer where the article has both', async () => {
    const { service } = await knowledge();
    expect(await service.ask({ text: 'How long does delivery take?', locale: 'zh-CN' })).toMatchObject({
      kind: 'answer',
      locale: 'zh-CN',
      markdown: '三天。',
    });
  });

  test('is answered in the other language, and says so, where there is no translation', async () => {
    const { service } = await knowledge();
    expect(await service.ask({ text: '送货上楼收费吗?', locale: 'en' })).toMatchObject({
      kind: 'answer',
      locale: 'zh-CN',
      markdown: '免费。',
    });
  });

  test('that nothing answers carries at most three different nearest entries', async () => {
    const { service } = await knowledge();
    const answer = await service.ask({ text: 'quantum chromodynamics lattice', locale: 'en' });
    expect(answer.kind).toBe('none');
    const nearest = answer.kind === 'none' ? answer.nearest.map(({ entry }) => entry) : [];
    expect(nearest.length).toBeLessThanOrEqual(3);
    expect(new Set(nearest).size).toBe(nearest.length);
  });

  test('finds nothing in an empty knowledge base, and that is no error', async () => {
    const { service } = await knowledge({});
    expect(await service.ask({ text: 'anything', locale: 'en' })).toEqual({ kind: 'none', nearest: [], confidence: 0 });
    expect(service.status()).toEqual({ ready: true, entries: 0, articles: 0, problems: 0 });
  });
});

describe('an answer', () => {
  const time = (service: Awaited<ReturnType<typeof knowledge>>['service']) =>
    service.entries().find(({ anchor, locale }) => anchor === 'time' && locale === 'en')?.id;

  test('leads nowhere outside the chat: inner links become words, pictures their description', async () => {
    const { service } = await knowledge();
    const id = time(service);
    expect(id && service.answerOf(id, 'en')?.markdown).toBe(
      'Three days. map See returns or [the courier](https://courier.example/).',
    );
  });

  test('shows pictures where the knowledge base is served', async () => {
    const { service } = await knowledge(SHOP, { assetBase: 'https://shop.example/kb/' });
    const id = time(service);
    expect(id && service.answerOf(id, 'en')?.markdown).toContain(
      '![map](https://shop.example/kb/articles/images/map.svg)',
    );
  });

  test('picked from a clarification comes in the wanted language, or not at all when it is gone', async () => {
    const { base, service } = await knowledge();
    const id = time(service);
    expect(id && service.answerOf(id, 'zh-CN')).toMatchObject({ locale: 'zh-CN', markdown: '三天。' });
    await base.remove('articles/en/delivery.md');
    await service.reload();
    expect(id && service.answerOf(id, 'en')).toBeNull();
  });
});

describe('who and when', () => {
  const FAIR = {
    ...SHOP,
    'articles/en/fair.md':
      '---\nvalid_from: 2026-11-22\nvalid_until: 2026-11-23\n---\n## What is on at the winter fair?\n> winter fair offers\n\nHalf price.',
    'articles/en/gold.md':
      '---\naudience: [gold]\n---\n## How do I call the concierge line?\n> concierge phone number\n\nCall 1234.',
  };
  const fair = { text: 'What is on at the winter fair?', locale: 'en' } as const;
  const concierge = { text: 'How do I call the concierge line?', locale: 'en' } as const;

  test('an entry answers from its first day to the end of its last, in the zone of the shop', async () => {
    const clock = clockFrom('2026-11-21T15:59:00Z');
    const { service } = await knowledge(FAIR, { clock, timeZone: 'Asia/Shanghai' });
    const id = service.entries().find(({ question }) => question === fair.text)?.id;
    if (id === undefined) throw new Error('the entry is missing');
    expect(service.answerOf(id, 'en')).toBeNull();
    expect((await service.ask(fair)).kind).not.toBe('answer');
    clock.moveTo('2026-11-21T16:01:00Z');
    expect(service.answerOf(id, 'en')).not.toBeNull();
    await service.ask(fair);
    await expect.poll(async () => (await service.ask(fair)).kind, { timeout: 20_000 }).toBe('answer');
    clock.moveTo('2026-11-23T16:01:00Z');
    expect(service.answerOf(id, 'en')).toBeNull();
    expect((await service.ask(fair)).kind).not.toBe('answer');
  });

  test('an entry for an audience is seen by that audience only', async () => {
    const { service } = await knowledge(FAIR);
    expect(await service.ask({ ...concierge, audience: ['gold', 'vip'] })).toMatchObject({
      kind: 'answer',
      markdown: 'Call 1234.',
    });
    const other = await service.ask(concierge);
    expect(JSON.stringify(other)).not.toMatch(/concierge|1234/);
    const id = service.entries().find(({ question }) => question === concierge.text)?.id;
    expect(id && service.answerOf(id, 'en')).toBeNull();
    expect(id && service.answerOf(id, 'en', ['gold'])).not.toBeNull();
  });
});

describe('a saved file', () => {
  test('is live when the reload is over, and is told', async () => {
    const { base, service } = await knowledge();
    const told: number[] = [];
    service.onChange((change) => told.push(change.changed.length));
    await base.write(
      'articles/en/returns.md',
      (SHOP['articles/en/returns.md'] ?? '').replace('With the form.', 'At the counter.'),
    );
    await service.reload();
    expect(await service.ask({ text: 'How do I return something?', locale: 'en' })).toMatchObject({
      markdown: 'At the counter.',
    });
    expect(told).toEqual([1]);
  });

  test('is noticed by itself', async () => {
    const { base, service } = await knowledge(SHOP, { watch: true });
    const changed = new EventTarget();
    service.onChange(() => changed.dispatchEvent(new Event('change')));
    const live = once(changed, 'change');
    await base.write('articles/en/new/deep.md', '## Where is the moon?\nUp.');
    await live;
    expect(service.entries().some(({ question }) => question === 'Where is the moon?')).toBe(true);
  });

  test('never leaves a question between two indexes', async () => {
    const { base, service } = await knowledge();
    const answers: string[] = [];
    let going = true;
    const asking = (async () => {
      while (going) {
        const answer = await service.ask({ text: 'How do I return something?', locale: 'en' });
        answers.push(answer.kind === 'answer' ? answer.markdown : answer.kind);
        // A remembered answer comes without any wait; the rest of the process has to live too.
        await setImmediate();
      }
    })();
    const texts = Array.from({ length: 3 }, (_, round) => `Way ${round}.`);
    for (const text of texts) {
      await base.write(
        'articles/en/returns.md',
        (SHOP['articles/en/returns.md'] ?? '').replace('With the form.', text),
      );
      await service.reload();
    }
    going = false;
    await asking;
    expect(answers.filter((text) => text !== 'With the form.' && !texts.includes(text))).toEqual([]);
    expect(await service.ask({ text: 'How do I return something?', locale: 'en' })).toMatchObject({
      markdown: 'Way 2.',
    });
  });

  test('is found in other words when the reload is over, and a question that went away is not', async () => {
    const { base, service } = await knowledge();
    const source = (SHOP['articles/en/returns.md'] ?? '').replace(
      'Can I get an invoice? {#invoice}',
      'Do you rent sofas?',
    );
    await base.write(
      'articles/en/returns.md',
      source.replace(/> I need a receipt\n> tax invoice/, '> a sofa for rent'),
    );
    await service.reload();
    const sofas = service.entries().find(({ question }) => question === 'Do you rent sofas?')?.id;
    expect((await service.search('renting a sofa from you')).ranked[0]?.id).toBe(sofas);
    expect((await service.ask({ text: 'Can I get an invoice?', locale: 'en' })).kind).not.toBe('answer');
  });

  test('that is broken is a problem, and the old answer stays', async () => {
    const { base, service } = await knowledge();
    await base.write('articles/en/returns.md', '---\ntitle: [\n---\n');
    await service.reload();
    expect(service.problems()).toHaveLength(1);
    expect(await service.ask({ text: 'How do I return something?', locale: 'en' })).toMatchObject({
      markdown: 'With the form.',
    });
  });
});
