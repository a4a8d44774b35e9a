import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeFindings } from '../browser/axe.ts';
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

const PASSWORD = 'a long password';

/** Already signed in as this person of the world. */
export async function openDesk(
  server: DeskServer,
  who: string,
  options: BrowserContextOptions = {},
): Promise<DeskPage> {
  const browser = await openSeat(options);
  await enter(browser, server, who);
  const desk = await openPage(browser, `${server.url}/desk/`);
  await desk.page.locator('.workplace').waitFor();
  return desk;
}

/** The same browser for another test, as if it were new: a page takes half as long where its scripts are known. */
export async function openDeskAgain(desk: DeskPage, server: DeskServer, who: string): Promise<void> {
  const { page, browser } = desk;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.evaluate("localStorage.clear(); sessionStorage.clear(); location.hash = ''");
  await browser.context.clearCookies();
  await enter(browser, server, who);
  desk.complaints.length = 0;
  await page.reload();
  await page.locator('.workplace').waitFor();
}

async function enter({ context }: TestBrowser, { url }: DeskServer, who: string): Promise<void> {
  await context.request.post(`${url}/api/session`, { data: { email: `${who}@shop.test`, password: PASSWORD } });
}

/** Not yet signed in. */
export async function openDoor(server: DeskServer, options: BrowserContextOptions = {}): Promise<DeskPage> {
  const desk = await openPage(await openSeat(options), `${server.url}/desk/`);
  await desk.page.locator('.door').waitFor();
  return desk;
}

/** What a person does at the door. */
export async function signIn({ page }: DeskPage, who: string): Promise<void> {
  await page.locator('input[type=email]').fill(`${who}@shop.test`);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('.workplace').waitFor();
}

/** Nothing moves: a press need not wait until a dialog has flown in. */
function openSeat(options: BrowserContextOptions): Promise<TestBrowser> {
  return openBrowser({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
}

async function openPage(browser: TestBrowser, url: string): Promise<DeskPage> {
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
  await page.goto(url);
  return {
    page,
    browser,
    complaints,
    async open(name) {
      await page.locator('.row', { hasText: name }).click();
      await page.locator('.pane-head').waitFor();
      await page.locator('.thread').waitFor();
    },
    findings: () => axeFindings(page, ['serious', 'critical']),
    close: () => browser.close(),
  };
}
