import { beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openDesk } from '../support/desk/desk-page.ts';
import { startDeskServer } from '../support/desk/desk-server.ts';

beforeAll(async () => {
  buildWebIfStale();
});

test('what a complaint is about, what is wished for and what was done are words, not codes', async () => {
  const server = await startDeskServer();
  const card = server.world.complaints[0];
  if (card === undefined) throw new Error('There is no complaint.');
  Object.assign(card, { category: 'quality', wish: 'replace' });
  const desk = await openDesk(server, 'mei', { locale: 'zh-CN' });
  const { page } = desk;
  await page.goto(`${server.url}/desk/#/complaints`);
  await page.getByText(card.number).click();
  const detail = page.locator('.complaint-detail');
  await detail.getByText('商品质量').waitFor();
  expect(await detail.textContent()).toMatch(/换货或补发.*登记 客户/);
  await desk.close();
  await server.stop();
});
