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

  test('supervisors set quiet hours and caps, operators see them, and a time that is none is refused', async () => {
    const desk = await openDeskApi(await newStorage());
    const sue = await desk.hire('supervisor', 'Sue');
    const olga = await desk.hire('operator', 'Olga');
    const shipped = await olga.call('GET', '/api/gate-rules');
    expect(shipped).toMatchObject({
      status: 200,
      body: { quiet: { from: '21:00', to: '09:00' }, perDay: 1, perWeek: 3 },
    });
    const rules = { ...(shipped.body as object), quiet: { from: '22:00', to: '08:00' }, perWeek: 2 };
    expect((await olga.call('PUT', '/api/gate-rules', rules)).status).toBe(403);
    expect((await sue.call('PUT', '/api/gate-rules', { ...rules, quiet: { from: '25:00', to: '08:00' } })).status).toBe(
      400,
    );
    expect(await sue.call('PUT', '/api/gate-rules', rules)).toMatchObject({ status: 200 });
    expect(await olga.call('GET', '/api/gate-rules')).toMatchObject({ body: { perWeek: 2 } });
    await desk.close();
  });
});
