import { beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openDesk } from '../support/desk/desk-page.ts';
import { startDeskServer } from '../support/desk/desk-server.ts';

beforeAll(async () => {
  buildWebIfStale();
});

test('a chart whose script does not come says so in its own place, and comes when asked for again', async () => {
  const server = await startDeskServer();
  const desk = await openDesk(server, 'lin', { locale: 'en' });
  const { page } = desk;
  await page.route('**/mood-chart-*.js', (route) => route.abort());
  await desk.open('王芳');
  const told = page.locator('.context').getByRole('alert');
  await told.getByText('The chart could not be loaded.').waitFor();
  expect(await page.locator('.thread').isVisible()).toBe(true);
  expect(await page.getByText('Tried so far').isVisible()).toBe(true);
  await page.unroute('**/mood-chart-*.js');
  await told.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.mood-chart canvas').waitFor();
  expect(await told.count()).toBe(0);
  await desk.close();
  await server.stop();
});
