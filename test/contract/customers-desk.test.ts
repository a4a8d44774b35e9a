import { expect, test } from 'vitest';
import { addressKey } from '../../src/core/index.ts';
import { noteGroup, noteMember } from '../../src/customers/index.ts';
import { careShop, NOON } from '../support/care.ts';
import { addressOf } from '../support/conversations.ts';
import { openDeskApi } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';

describeStorages('customers at the desk', (newStorage) => {
  test('are found, changed, tagged and joined by those who may, and every word has its source', async () => {
    const storage = await newStorage();
    const shop = careShop(storage);
    for (const name of ['anna', 'annika', 'ben']) await shop.customer(name);
    await storage.transact((tx) => tx.updateTable('customers').set({ marks: '|p|c:care+|a:test|r|' }).execute());
    const api = await openDeskApi(storage);
    try {
      const olga = await api.hire('operator', 'Olga');
      const sue = await api.hire('supervisor', 'Sue');
      const adam = await api.hire('agent', 'Adam');
      expect((await adam.call('POST', '/api/customers/find', { text: 'ann', segment: null })).status).toBe(403);
      const found = await olga.call('POST', '/api/customers/find', {
        text: 'ANN',
        segment: { consent: 'care' },
        limit: 1,
      });
      expect(found).toMatchObject({ status: 200, body: { items: [{ name: 'annika' }], count: null, problems: [] } });
      const { next } = found.body as { next: string };
      expect(
        await olga.call('POST', '/api/customers/find', {
          text: 'ANN',
          segment: { consent: 'care' },
          limit: 1,
          cursor: next,
        }),
      ).toMatchObject({ body: { items: [{ name: 'anna' }], next: null } });
      expect(await olga.call('POST', '/api/customers/find', { segment: { everybody: true } })).toMatchObject({
        body: { count: 3 },
      });
      expect(await olga.call('POST', '/api/customers/find', { segment: { colour: 'red' } })).toMatchObject({
        body: { items: [], problems: [{ at: 'colour' }] },
      });

      const anna = '/api/customers/p-anna';
      expect((await olga.call('PUT', anna, { timeZone: 'Mars/North' })).status).toBe(400);
      expect(await olga.call('PUT', anna, { birthday: 'lunar:1990-08-15', tier: 'gold' })).toMatchObject({
        body: { birthday: 'lunar:1990-08-15', tier: 'gold', tierSource: 'Olga' },
      });
      expect(await olga.call('POST', `${anna}/tags`, { tag: 'Style Nordic', on: true })).toMatchObject({
        body: { tagged: [{ tag: 'style-nordic', source: 'Olga' }] },
      });
      expect(await olga.call('POST', `${anna}/consents`, { topic: 'care', granted: false })).toMatchObject({
        body: {
          consents: [{ topic: 'care', granted: false, source: 'Olga' }],
          said: [{ topic: 'care', granted: false, source: 'Olga' }],
        },
      });
      expect((await olga.call('GET', '/api/customers/nobody')).status).toBe(404);

      expect((await olga.call('POST', `${anna}/join`, { other: 'p-ben' })).status).toBe(403);
      expect(await sue.call('POST', `${anna}/join`, { other: 'p-anna' })).toMatchObject({
        body: { kind: 'refused', reason: 'same' },
      });
      expect(await sue.call('POST', `${anna}/join`, { other: 'p-ben' })).toMatchObject({ body: { kind: 'joined' } });
      const joined = (await sue.call('GET', anna)).body as { joins: { id: number }[] };
      expect(joined).toMatchObject({
        addresses: [{ peer: 'anna' }, { peer: 'ben' }],
        joins: [{ other: 'p-ben', name: 'ben', reason: 'agent', source: 'Sue' }],
      });
      const undo = `/api/customer-joins/${joined.joins[0]?.id}/undo`;
      expect((await sue.call('POST', undo)).status).toBe(200);
      expect((await sue.call('POST', undo)).status).toBe(404);
      expect(await sue.call('GET', anna)).toMatchObject({ body: { addresses: [{ peer: 'anna' }], joins: [] } });

      await olga.call('PUT', '/api/tag-groups/style', {
        title: { 'zh-CN': '风格', en: 'Style' },
        exclusive: true,
        tags: ['style-nordic', 'style-classic'],
      });
      await olga.call('POST', `${anna}/tags`, { tag: 'style-classic', on: true });
      expect(await olga.call('GET', '/api/customer-tags')).toMatchObject({
        body: {
          items: [{ tag: 'style-classic', customers: 1 }],
          groups: [{ name: 'style', exclusive: true, tags: ['style-classic', 'style-nordic'] }],
        },
      });
    } finally {
      await api.close();
    }
  });

  test('a file is looked through before it is taken, and what leaves runs as no formula', async () => {
    const storage = await newStorage();
    const api = await openDeskApi(storage);
    try {
      const sue = await api.hire('supervisor', 'Sue');
      const olga = await api.hire('operator', 'Olga');
      const csv = 'external_id,name,birthday,consent_care\n1,=1+1,1990-05-20,yes\n2,Ben,tomorrow,yes\n';
      const problems = [{ line: 3 }];
      expect(await olga.call('POST', '/api/customers/import', { csv, dryRun: true })).toMatchObject({
        body: { rows: 1, created: 0, problems },
      });
      expect(await storage.db.selectFrom('customers').select('id').execute()).toEqual([]);
      expect(await olga.call('POST', '/api/customers/import', { csv, dryRun: false })).toMatchObject({
        body: { rows: 1, created: 1, updated: 0, problems },
      });
      expect((await olga.call('POST', '/api/customers/export', { segment: null })).status).toBe(403);
      const out = await sue.call('POST', '/api/customers/export', { segment: { consent: 'care' } });
      expect(out).toMatchObject({ body: { complete: true } });
      expect((out.body as { csv: string }).csv).toContain(`,'=1+1,`);
    } finally {
      await api.close();
    }
  });

  test('rooms are listed with their members and tagged', async () => {
    const storage = await newStorage();
    const room = addressOf('-100');
    await storage.transact(async (tx) => {
      await noteGroup(tx, { address: room, title: 'Lamp lovers', members: 12 }, NOON);
      await noteMember(tx, room, { address: addressOf('anna'), name: 'Anna', present: true }, NOON);
    });
    const api = await openDeskApi(storage);
    try {
      const olga = await api.hire('operator', 'Olga');
      expect(await olga.call('GET', '/api/rooms')).toMatchObject({
        body: { items: [{ title: 'Lamp lovers', members: 12, tags: [] }] },
      });
      const path = `/api/rooms/${encodeURIComponent(addressKey(room))}`;
      expect(await olga.call('GET', `${path}/members`)).toMatchObject({ body: { items: [{ name: 'Anna' }] } });
      expect(await olga.call('POST', `${path}/tags`, { tag: 'VIP room', on: true })).toMatchObject({
        body: { tags: ['vip-room'] },
      });
      expect((await olga.call('POST', '/api/rooms/none/tags', { tag: 'x', on: true })).status).toBe(404);
    } finally {
      await api.close();
    }
  });
});
