import { beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openDesk } from '../support/desk/desk-page.ts';
import { startDeskServer } from '../support/desk/desk-server.ts';

beforeAll(async () => {
  buildWebIfStale();
});

test('who was set away for silence reads why, and is back on duty with one press', async () => {
  const server = await startDeskServer();
  const lin = server.world.people.find(({ id }) => id === 'lin');
  if (lin === undefined) throw new Error('There is no lin.');
  const desk = await openDesk(server, 'lin', { locale: 'zh-CN' });
  Object.assign(lin, { presence: 'away', presenceCause: 'silence' });
  server.tell({ kind: 'team' });
  const banner = desk.page.getByRole('status').filter({ hasText: '有客户久等未获您的回复' });
  await banner.waitFor();
  await banner.getByRole('button', { name: '我回来了，恢复在岗' }).click();
  await banner.waitFor({ state: 'detached' });
  expect(lin.presence).toBe('on-duty');
  await desk.close();
  await server.stop();
});
