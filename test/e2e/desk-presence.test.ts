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

test('who goes off with conversations in hand is asked first, and shown them', async () => {
  const server = await startDeskServer();
  const lin = server.world.people.find(({ id }) => id === 'lin');
  if (lin === undefined) throw new Error('There is no lin.');
  const desk = await openDesk(server, 'lin', { locale: 'en' });
  const { page } = desk;
  await desk.open('王芳');
  await page.getByRole('toolbar').getByRole('button', { name: 'Take' }).click();
  await page.getByRole('button', { name: 'Resolve' }).waitFor();
  await page.locator('.views a', { hasText: 'Mine' }).locator('b', { hasText: '1' }).waitFor();
  const asked = page.getByRole('dialog', { name: 'You still hold 1 conversation' });
  const goOff = async () => {
    await page.getByRole('combobox', { name: 'My presence' }).click();
    await page.locator('.ant-select-item', { hasText: 'Off' }).click();
    await asked.waitFor();
  };
  await goOff();
  await page.getByRole('button', { name: 'Show them' }).click();
  await page.locator('.views a[aria-current=page]', { hasText: 'Mine' }).waitFor();
  await asked.waitFor({ state: 'detached' });
  expect(lin.presence).toBe('on-duty');
  await goOff();
  await page.screenshot({ path: '/tmp/shot-off.png' });
  await page.getByRole('button', { name: 'Off anyway' }).click();
  await page.locator('.rail-presence .dot-off').waitFor();
  await expect.poll(() => lin.presence).toBe('off');
  await desk.close();
  await server.stop();
});
