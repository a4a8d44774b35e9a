import { expect, test } from 'vitest';
import { NOON } from '../support/care.ts';
import { alertShop, PROMISE } from '../support/delays/alert-shop.ts';
import { openDeskApi } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';

describeStorages('mass delays at the desk', (newStorage) => {
  test('a supervisor sees them, holds, words and releases them; an agent does not; what was stopped stays stopped', async () => {
    const storage = await newStorage();
    const shop = alertShop(storage, (file) => {
      file.incident.orders = 2;
    });
    for (const name of ['a', 'b']) {
      await shop.customer(name);
      await shop.tell(name, { ...PROMISE, stage: 'preparing', problem: 'stock', origin: 'Shanghai' });
      await shop.sweep(NOON + 1);
    }
    const desk = await openDeskApi(storage);
    const sue = await desk.hire('supervisor', 'Sue');
    const anna = await desk.hire('agent', 'Anna');
    expect((await anna.call('GET', '/api/delay-incidents')).status).toBe(403);
    const seen = await sue.call('GET', '/api/delay-incidents');
    expect(seen).toMatchObject({ status: 200, body: { items: [{ place: 'Shanghai', state: 'released', orders: 2 }] } });
    const { id } = (seen.body as { items: { id: string }[] }).items[0] ?? { id: '' };
    const decide = (decision: string) => sue.call('POST', `/api/delay-incidents/${id}/decide`, { decision });
    expect(await decide('hold')).toMatchObject({ status: 200, body: { state: 'held', waiting: 2 } });
    const words = { 'zh-CN': null, en: 'our warehouse has no power' };
    expect(await sue.call('PUT', `/api/delay-incidents/${id}/words`, words)).toMatchObject({
      status: 200,
      body: { words },
    });
    expect(await decide('release')).toMatchObject({ status: 200, body: { state: 'released' } });
    expect(await decide('stop')).toMatchObject({ status: 200, body: { state: 'stopped', waiting: 0 } });
    expect((await decide('release')).status).toBe(409);
    expect((await sue.call('POST', '/api/delay-incidents/nobody/decide', { decision: 'hold' })).status).toBe(404);
    await desk.close();
  });
});
