import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openDesk, openDoor } from '../support/desk/desk-page.ts';
import { startDeskServer } from '../support/desk/desk-server.ts';

beforeAll(async () => {
  buildWebIfStale();
});

describe.each<[string, BrowserContextOptions]>([
  ['light, Chinese', { colorScheme: 'light', locale: 'zh-CN' }],
  ['dark, English', { colorScheme: 'dark', locale: 'en' }],
  ['dark, Chinese, phone', { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 390, height: 780 } }],
])('axe finds nothing serious: %s', (_, options) => {
  test('at the door, in a conversation with a dialog, on every page', async () => {
    const server = await startDeskServer();
    const door = await openDoor(server, options);
    expect(await door.findings()).toEqual([]);
    await door.close();
    const desk = await openDesk(server, 'root', options);
    const { page } = desk;
    await desk.open('王芳');
    await page.locator('.pane-acts button').first().click();
    await page.locator('.ant-message-notice').waitFor({ state: 'detached' });
    server.customerSays('wang', '还在吗');
    await page.locator('.suggest-head').click();
    expect(await desk.findings()).toEqual([]);
    await page.locator('.thread').focus();
    await page.keyboard.press('z');
    await page.locator('.main-button').waitFor();
    expect(await desk.findings()).toEqual([]);
    await page.keyboard.press('Escape');
    for (const name of ['monitor', 'complaints', 'replies', 'team', 'audit', 'settings']) {
      await page.goto(`${server.url}/desk/#/${name}`);
      await page.locator('.page h1').waitFor();
      await page.locator('.page [class*=skeleton]').first().waitFor({ state: 'detached' });
      expect(await desk.findings(), name).toEqual([]);
    }
    expect(desk.complaints).toEqual([]);
    await desk.close();
    await server.stop();
  });
});

test('everything in the list can be done by keys, and ? tells how', async () => {
  const server = await startDeskServer();
  const desk = await openDesk(server, 'lin', { locale: 'en' });
  const { page } = desk;
  await page.locator('.row').first().waitFor();
  await page.keyboard.press('j');
  await page.locator('.pane-head', { hasText: '王芳' }).waitFor();
  await page.keyboard.press('j');
  await page.locator('.pane-head', { hasText: 'Anna Keller' }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Resolve' }).waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('On it? j');
  expect(await page.getByRole('textbox', { name: 'Reply to the customer' }).inputValue()).toBe('On it? j');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await desk.close();
  await server.stop();
});

test('on a phone the place where one is stands in view', async () => {
  const server = await startDeskServer();
  const desk = await openDesk(server, 'root', { locale: 'en', viewport: { width: 390, height: 780 } });
  const { page } = desk;
  for (const [place, name] of Object.entries({ audit: 'Audit log', inbox: 'Inbox' })) {
    await page.goto(`${server.url}/desk/#/${place}`);
    const here = page.locator('.rail [aria-current=page]', { hasText: name });
    await here.waitFor();
    await expect.poll(async () => isBetween(await here.boundingBox(), 0, 390)).toBe(true);
  }
  await desk.close();
  await server.stop();
});

function isBetween(box: { x: number; width: number } | null, from: number, to: number): boolean {
  return box !== null && box.x >= from && box.x + box.width <= to;
}
