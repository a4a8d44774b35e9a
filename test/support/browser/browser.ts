import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { chromiumPath } from './chromium-path.ts';

/** Nothing that a test does not ask for goes over the network or is kept. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A tab in the background is somebody else's screen here, and as awake as the one in front.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface TestBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/**
 * A real browser with an empty profile. Each call is another person: cookies, storage and settings of their own. They share
 * one Chromium process per test file, because to start one takes longer than most tests.
 */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const browser = await chromiumProcess.enter();
  const context = await browser.newContext({ locale: 'zh-CN', ...options });
  return {
    context,
    async close() {
      await context.close();
      chromiumProcess.leave();
    },
  };
}

/** Between the last person of one test and the first of the next lies less. */
const KEPT_MS = 3_000;

/** Started for the first person, ended some time after the last has left. */
const chromiumProcess = (() => {
  let running: Promise<Browser> | null = null;
  let inside = 0;
  let ending: NodeJS.Timeout | undefined;
  return {
    enter(): Promise<Browser> {
      clearTimeout(ending);
      inside += 1;
      running ??= launch();
      return running;
    },
    leave(): void {
      inside -= 1;
      if (inside > 0) return;
      ending = setTimeout(() => {
        const ended = running;
        running = null;
        void ended?.then((browser) => browser.close());
      }, KEPT_MS);
    },
  };
})();

function launch(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) {
    throw new Error('No Chromium was found. Run "apt-get install chromium-headless-shell", or set CHROMIUM_PATH.');
  }
  return chromium.launch({ executablePath, headless: true, args: SWITCHES });
}
