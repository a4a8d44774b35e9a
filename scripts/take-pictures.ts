import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../test/support/browser/browser.ts';
import { makeHome, startProduct } from '../test/support/product.ts';
import { playBothSides } from '../test/support/story/both-sides.ts';
import { openStage } from '../test/support/story/stage.ts';
import { STORY } from '../test/support/story/story-words.ts';
import { startHostPage } from '../test/support/web/host-page.ts';

/**
 * Takes the pictures of the README from the running product with the sample shop: `node scripts/take-pictures.ts`.
 * Those of the console come from the story that the both-sides test plays; `--desk` takes only them.
 */

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'pictures');

/** So that a clone of the repository stays small. */
const LARGEST_BYTES = 200_000;

interface Picture {
  name: string;
  context: BrowserContextOptions;
  /** What the customer asks, one after the other. */
  questions: readonly string[];
  place: 'page' | 'widget';
}

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };

const PICTURES: readonly Picture[] = [
  { name: 'welcome-zh', context: { ...desktop, locale: 'zh-CN' }, questions: [], place: 'page' },
  {
    name: 'chat-zh',
    context: { ...desktop, locale: 'zh-CN' },
    questions: ['运费多少钱？', '怎么申请退货？'],
    place: 'page',
  },
  {
    name: 'chat-en-dark',
    context: { ...desktop, locale: 'en', colorScheme: 'dark' },
    questions: ['How much is delivery?'],
    place: 'page',
  },
  {
    name: 'phone-zh-dark',
    context: { ...phone, locale: 'zh-CN', colorScheme: 'dark' },
    questions: ['下单后多久能送到？'],
    place: 'page',
  },
  { name: 'phone-en', context: { ...phone, locale: 'en' }, questions: ['How long does delivery take?'], place: 'page' },
  {
    name: 'widget-en',
    context: { viewport: { width: 960, height: 760 }, locale: 'en' },
    questions: ['Can I return something?'],
    place: 'widget',
  },
];

mkdirSync(folder, { recursive: true });
if (!process.argv.includes('--desk')) await takeChat();
await takeDesk();

async function takeChat(): Promise<void> {
  const home = makeHome();
  const host = await startHostPage();
  const product = await startProduct({
    home,
    env: { KNOWLEDGE_DIR: join(root, 'knowledge-base'), WEB_ALLOWED_ORIGINS: host.url },
  });
  try {
    host.embed(product.url);
    for (const picture of PICTURES) await take(picture, { chat: product.url, shop: host.url });
  } finally {
    await product.end();
    await host.stop();
    home.remove();
  }
}

/** Light and dark, wide and narrow, while the story goes on. */
async function takeDesk(): Promise<void> {
  const stage = await openStage(join(root, 'knowledge-base'));
  try {
    for (const language of ['zh', 'en'] as const) {
      const words = STORY[language];
      const browser = await openBrowser({ viewport: { width: 960, height: 760 }, locale: words.locale });
      await playBothSides(stage, await browser.context.newPage(), words, async (moment, page) => {
        if (moment === 'desk' && language === 'zh') {
          await page.setViewportSize({ width: 1280, height: 800 });
          await shoot(page, 'desk-zh');
          await page.setViewportSize({ width: 390, height: 844 });
          // Opened while it was wide, the customer's panel now lies over the talk.
          await page.locator('.context-close').click();
          await shoot(page, 'desk-phone-zh');
          await page.setViewportSize({ width: 1440, height: 900 });
        }
        if (moment === 'colleague' && language === 'en') {
          await page.emulateMedia({ colorScheme: 'dark' });
          await page.setViewportSize({ width: 1280, height: 800 });
          await shoot(page, 'desk-en-dark');
        }
        if (moment === 'widget') await shoot(page, `handoff-${language}`);
      });
      await browser.close();
    }
  } finally {
    await stage.end();
  }
}

async function take({ name, context, questions, place }: Picture, at: { chat: string; shop: string }): Promise<void> {
  const browser = await openBrowser(context);
  try {
    const page = await browser.context.newPage();
    await page.goto(place === 'page' ? at.chat : at.shop);
    if (place === 'widget') await page.locator('.launcher').click();
    await page.locator('.chat[data-connection="ready"]').waitFor();
    for (const question of questions) await ask(page, question);
    await shoot(page, name);
  } finally {
    await browser.close();
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.locator('.ant-message-notice').waitFor({ state: 'detached' });
  await page.waitForTimeout(700); // the lamp takes 0.4 s to light up, a change of colours 0.3 s
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png  ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${path} is larger than ${LARGEST_BYTES / 1000} kB.`);
}

async function ask(page: Page, question: string): Promise<void> {
  const answers = page.locator('.message.bot');
  const before = await answers.count();
  await page.locator('.chat textarea').fill(question);
  await page.keyboard.press('Enter');
  await answers.nth(before).waitFor();
}
