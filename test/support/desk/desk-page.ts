import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from '../browser/browser.ts';
import type { DeskServer } from './desk-server.ts';

/** A person at the desk in a browser of their own. */
export interface DeskPage {
  page: Page;
  browser: TestBrowser;
  /** What the browser refused or stumbled over: breaches of the policy, uncaught faults. */
  complaints: string[];
  open(name: string): Promise<void>;
  /** What axe finds that is serious or critical. */
  findings(): Promise<string[]>;
  close(): Promise<void>;
}

/** Signed in as this person of the world, by the form. */
export async function openDesk(
  server: DeskServer,
  who: string,
  options: BrowserContextOptions = {},
): Promise<DeskPage> {
  const desk = await openDoor(server, options);
  await desk.page.locator('input[type=email]').fill(`${who}@shop.test`);
  await desk.page.locator('input[type=password]').fill('a long password');
  await desk.page.locator('button[type=submit]').click();
  await desk.page.locator('.workplace').waitFor();
  return desk;
}

/** Not yet signed in. */
export async function openDoor(server: DeskServer, options: BrowserContextOptions = {}, hash = ''): Promise<DeskPage> {
  const browser = await openBrowser({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (fault) => complaints.push(fault.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a script opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${server.url}/desk/${hash}`);
  await page.locator('.door, .workplace').waitFor();
  return {
    page,
    browser,
    complaints,
    async open(name) {
      await page.locator('.row', { hasText: name }).click();
      await page.locator('.pane-head').waitFor();
      await page.locator('.thread').waitFor();
    },
    async findings() {
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run(document)')) as axe.AxeResults;
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    },
    close: () => browser.close(),
  };
}
