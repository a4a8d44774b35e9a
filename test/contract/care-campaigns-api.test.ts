import { expect, test } from 'vitest';
import { careFigures } from '../../src/care/index.ts';
import { careShop, DAY, NOON } from '../support/care.ts';
import { openDeskApi } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';

const CONTENT = {
  target: { kind: 'people', audience: { tier: 'gold' }, everyone: true },
  topic: 'care',
  channels: [],
  variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '{name|您好}\n周末见', en: 'Dear {name|you}' } }],
  buttons: [],
  holdout: 0,
  goal: null,
  life: DAY,
  perMinute: 60,
  canary: true,
};

describeStorages('campaigns over the API', (newStorage) => {
  test('operators write, leads agree, agents see nothing, and a refusal says what to do', async () => {
    const storage = await newStorage();
    const shop = careShop(storage);
    for (const name of ['anna', 'ben']) await shop.customer(name, { consent: name === 'anna' });
    await storage.transact((tx) => tx.updateTable('customers').set({ tier: 'gold', marks: '|p|a:test|r|' }).execute());
    const api = await openDeskApi(storage);
    try {
      const operator = await api.hire('operator', 'olga');
      const agent = await api.hire('agent', 'adam');
      const lead = await api.hire('supervisor', 'susan');
      expect((await agent.call('GET', '/api/campaigns')).status).toBe(403);
      const made: { status: number; body: { id: string } } = await operator.call('POST', '/api/campaigns', {
        title: 'Sale',
        content: CONTENT,
      });
      expect(made.status).toBe(200);
      const path = `/api/campaigns/${made.body.id}`;
      expect((await operator.call('POST', `${path}/decision`, { approve: true, revision: 1 })).status).toBe(403);
      const check: { body: object } = await operator.call('POST', '/api/campaigns/check', { content: CONTENT });
      expect(check.body).toMatchObject({ kind: 'fine', count: 2, report: { asked: 2, excluded: { 'no-consent': 1 } } });
      const out: { body: object } = await operator.call('POST', '/api/campaigns/members', {
        content: CONTENT,
        only: 'refuse',
      });
      expect(out.body).toMatchObject({ items: [{ name: 'ben', verdict: 'refuse', reason: 'no-consent' }], next: null });
      const preview: { body: { items: { markdown: string }[] } } = await operator.call(
        'POST',
        '/api/campaigns/preview',
        { content: CONTENT },
      );
      expect(preview.body.items.map(({ markdown }) => markdown)).toEqual(['王小明  \n周末见', 'Dear Ann Lee']);
      const elsewhere = { content: { ...CONTENT, channels: ['wecom-contact'] } };
      expect((await operator.call('POST', '/api/campaigns/preview', elsewhere)).body).toEqual({ items: [] });
      expect(
        (await operator.call('POST', '/api/campaigns/test', { content: CONTENT, variant: 'a', locale: 'en' })).body,
      ).toEqual({ kind: 'no-address' });
      await operator.call('POST', `${path}/submit`);
      expect((await operator.call('POST', `${path}/schedule`, { count: 3, at: null })).body).toEqual({
        kind: 'refused',
        refusal: { kind: 'wrong-number', count: 2 },
      });
      expect((await lead.call('POST', `${path}/schedule`, { count: 2, at: null })).body).toMatchObject({
        kind: 'done',
        campaign: { state: 'scheduled', confirmedBy: 'susan' },
      });
      expect((await operator.call('POST', `${path}/stop`)).body).toMatchObject({ campaign: { state: 'stopped' } });
      // A sample to oneself and every check left the customers alone.
      expect(await storage.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
      expect((await operator.call('GET', '/api/campaigns/nothing')).status).toBe(404);
      const audit = await storage.db
        .selectFrom('audit_log')
        .select('action')
        .where('object', '=', `campaign:${made.body.id}`)
        .orderBy('id')
        .execute();
      expect(audit.map(({ action }) => action)).toEqual([
        'campaign.create',
        'campaign.submit',
        'campaign.schedule',
        'campaign.stop',
      ]);
    } finally {
      await api.close();
    }
  });

  test('the figures compare who was written to with who was held out, from the same moment on', async () => {
    const storage = await newStorage();
    const shop = careShop(storage);
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    for (const name of names) await shop.customer(name);
    await shop.plan(names.slice(0, 10), { variant: 'a' });
    await shop.plan(names.slice(10, 18), { status: { kind: 'held-out' } });
    await shop.plan(names.slice(18), { status: { kind: 'refused', why: 'no-consent' } });
    // Six of ten buy after the message, one of eight without it; one bought before, one much later.
    const bought: [string, number][] = [...names.slice(0, 6), 'n10'].map((name) => [name, NOON + DAY]);
    for (const [index, [name, at]] of [
      ...bought,
      ['n7', NOON - DAY] as const,
      ['n8', NOON + 30 * DAY] as const,
    ].entries())
      await storage.transact((tx) =>
        tx
          .insertInto('orders')
          .values({
            number: `O${index}`,
            customer_id: `p-${name}`,
            title: '',
            stage: 'shipped',
            placed_at: at,
            events: '[]',
            updated_at: at,
            forgotten: 0,
            sample: 0,
          })
          .execute(),
      );
    const goal = { kind: 'order' as const, within: 14 * DAY };
    const figures = await careFigures(storage.db, 'campaign:one', goal, { from: NOON, to: NOON + 1 });
    expect(figures).toMatchObject({ meant: 10, heldOut: 8, underWay: 10, reach: null, excluded: { 'no-consent': 2 } });
    expect(figures.goal).toMatchObject({ treated: { hits: 6, of: 10 }, heldOut: { hits: 1, of: 8 } });
    expect(figures.goal?.lift?.difference).toBeCloseTo(0.475);
    expect(figures.goal?.lift?.isClear).toBe(true);
  });
});
