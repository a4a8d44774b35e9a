import { beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openDesk, openDoor } from '../support/desk/desk-page.ts';
import { startDeskServer } from '../support/desk/desk-server.ts';

beforeAll(async () => {
  buildWebIfStale();
});

const PHONE = { width: 390, height: 844 };

test('the inbox without an open talk has its one heading and main place, on a phone too', async () => {
  const server = await startDeskServer();
  const desk = await openDesk(server, 'mei', { locale: 'en' });
  const { page } = desk;
  for (const size of [{ width: 1440, height: 900 }, PHONE]) {
    await page.setViewportSize(size);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1, name: 'Inbox' }).count()).toBe(1);
    const tops = await page
      .locator('.views a')
      .evaluateAll((tabs) => tabs.map((tab) => tab.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await desk.open('王芳');
  expect(await page.getByRole('main').count()).toBe(1);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  await desk.close();
  await server.stop();
});

test('a password that is too short is told once, and not on the button', async () => {
  const server = await startDeskServer();
  server.world.setupToken = 'a-token-that-is-long-enough';
  const desk = await openDoor(server, { locale: 'en' });
  const { page } = desk;
  await page.goto(`${server.url}/desk/#/setup/a-token-that-is-long-enough`);
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('Password').blur();
  const hint = page.getByText('At least 10 characters').filter({ visible: true });
  await page.locator('.ant-form-item-explain-error').waitFor();
  expect(await hint.count()).toBe(1);
  const [said, button] = [await hint.boundingBox(), await page.locator('button[type=submit]').boundingBox()];
  expect((button?.y ?? 0) - (said?.y ?? 0) - (said?.height ?? 0)).toBeGreaterThanOrEqual(8);
  await page.screenshot({ path: '/tmp/shot-door.png' });
  await desk.close();
  await server.stop();
});
