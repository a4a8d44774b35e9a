import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { type DeskPage, openDesk, openDoor, signIn } from '../support/desk/desk-page.ts';
import { type DeskServer, startDeskServer } from '../support/desk/desk-server.ts';
import { addTalk, createWorld } from '../support/desk/desk-world.ts';

/** Each would run a script, or change the page, where words became markup. */
const PAYLOADS = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(1)</script>',
  '<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>',
  '"><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '[press](javascript:alert(1)) [me](data:text/html,<script>alert(1)</script>)',
  '![x](javascript:alert(1)) ![x](https://127.0.0.1:9/x.png"onerror="alert(1))',
  '<a href="javascript:alert(1)">x</a> <https://x.test/"onmouseover="alert(1)>',
  '{{constructor.constructor("alert(1)")()}} <style>*{display:none}</style>',
  "'-alert(1)-' </textarea><script>alert(1)</script>",
];
const NAME = '<img src=x onerror=alert(document.domain)>';

beforeAll(async () => {
  buildWebIfStale();
});

describe('words of strangers are words', () => {
  let server: DeskServer;
  let desk: DeskPage;

  beforeAll(async () => {
    const world = createWorld();
    world.talks.clear();
    const talk = addTalk(world, {
      id: 'hostile',
      name: NAME,
      words: PAYLOADS.flatMap((payload) => [
        ['customer', payload] as const,
        ['bot', payload] as const,
        ['agent', payload] as const,
      ]),
    });
    talk.messages.push({
      ...(talk.messages[0] ?? never()),
      id: 'file',
      position: 1_000,
      author: 'customer',
      content: {
        kind: 'media',
        media: {
          kind: 'file',
          name: `${NAME}.svg`,
          mimeType: 'image/svg+xml',
          bytes: 9,
          caption: PAYLOADS[0] ?? '',
          url: 'javascript:alert(1)',
        },
      },
    });
    talk.detail = {
      ...talk.detail,
      customer: { ...talk.detail.customer, tags: PAYLOADS.map((payload) => payload.slice(0, 40)) },
      summary: talk.detail.summary && { ...talk.detail.summary, problem: PAYLOADS, orders: PAYLOADS },
      orders: talk.detail.orders.map((order) => ({ ...order, title: PAYLOADS[0] ?? '', problem: PAYLOADS[1] ?? '' })),
    };
    world.complaints = world.complaints.map((card) => ({ ...card, what: PAYLOADS.join('\n'), wish: NAME }));
    world.canned.push({ id: 'x', shortcut: 'x', locale: 'zh-CN', title: NAME, text: PAYLOADS.join('\n'), mine: true });
    server = await startDeskServer(world);
    desk = await openDesk(server, 'mei');
  });
  afterAll(async () => {
    await desk.close();
    await server.stop();
  });

  test('in the list, the thread, the customer panel and the notes', async () => {
    await desk.open(NAME);
    const { page } = desk;
    await page.locator('.by-customer', { hasText: '<script>alert(1)</script>' }).first().waitFor();
    await page.locator('.pane-acts button').first().click();
    await page.locator('.composer textarea').fill(PAYLOADS.join(' '));
    await page.locator('.composer textarea').fill('/x');
    await page.locator('.canned button').first().waitFor();
    const links = (await page.evaluate(
      "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))",
    )) as string[];
    expect(links.filter((href) => !/^(#|https?:|mailto:|tel:)/.test(href))).toEqual([]);
    expect(
      await page.locator('.thread script, .thread iframe, .thread svg:not([data-icon]), .thread style').count(),
    ).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  test('on the board of complaints, among the replies and in the audit log', async () => {
    for (const page of ['complaints', 'replies', 'monitor', 'team']) {
      await desk.page.goto(`${server.url}/desk/#/${page}`);
      await desk.page.locator('.page h1').waitFor();
      await desk.page.locator('.page [class*=skeleton]').first().waitFor({ state: 'detached' });
    }
    expect(desk.complaints).toEqual([]);
  });
});

test('the policy is as strict as the product states, and nothing in the console needs more', async () => {
  const server = await startDeskServer();
  const answer = await fetch(`${server.url}/desk/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/style-src 'self'(;|$)/);
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  const asset = /\/desk\/assets\/[\w-]+\.js/.exec(await answer.text())?.[0] ?? never();
  const script = await fetch(server.url + asset, { headers: { 'accept-encoding': 'br' } });
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('content-encoding')).toBe('br');
  await script.body?.cancel();
  await server.stop();
});

test('an ended session shows the door at once, and the next person sees nothing of the last', async () => {
  const server = await startDeskServer();
  const desk = await openDesk(server, 'lin', { locale: 'en' });
  await desk.open('王芳');
  await fetch(`${server.url}/api/session`); // the server is there; it is the session that ends
  server.tell({ kind: 'signed-out' });
  await desk.page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
  expect(await desk.page.getByText('王芳').count()).toBe(0);
  await signIn(desk, 'ops');
  await desk.page.getByRole('link', { name: 'Reach out' }).waitFor();
  expect(await desk.page.getByText('王芳').count()).toBe(0);
  await desk.close();
  await server.stop();
});

test('the printed link makes the first admin and can be used once', async () => {
  const world = createWorld();
  world.setupToken = 'a-token-that-is-long-enough-1';
  const server = await startDeskServer(world);
  const desk = await openDoor(server, { locale: 'en' });
  await desk.page.getByText('There is no admin yet').waitFor();
  await desk.page.goto(`${server.url}/console/#/setup/${world.setupToken}`);
  await desk.page.getByLabel('Name').fill('Zhou');
  await desk.page.getByLabel('Email').fill('zhou@shop.test');
  await desk.page.getByLabel('Password', { exact: true }).fill('a long password');
  await desk.page.getByRole('button', { name: 'Create and sign in' }).click();
  await desk.page.getByRole('link', { name: 'Audit log' }).waitFor();
  expect(desk.page.url()).not.toContain('a-token');
  await desk.close();
  await server.stop();
});

test.each([
  ['ops', ['Reach out', 'Customers', 'Replies']],
  ['lin', ['Inbox', 'Complaints', 'Replies']],
  ['mei', ['Inbox', 'Queue', 'Complaints', 'Reach out', 'Customers', 'Replies', 'Team']],
  ['root', ['Inbox', 'Queue', 'Complaints', 'Reach out', 'Customers', 'Replies', 'Team', 'Connections', 'Audit log']],
])('%s is offered only the doors of their role', async (who, doors) => {
  const server = await startDeskServer();
  const desk = await openDesk(server, who, { locale: 'en' });
  const names = await desk.page.locator('.rail ul a > span:last-child').allTextContents();
  expect(names.filter((name) => /\D/.test(name))).toEqual(doors);
  await desk.page.goto(`${server.url}/desk/#/audit`);
  if (who === 'root') await desk.page.getByRole('heading', { name: 'Audit log' }).waitFor();
  else await desk.page.getByRole('heading', { name: 'Audit log' }).waitFor({ state: 'detached' });
  await desk.close();
  await server.stop();
});

function never(): never {
  throw new Error('The world has changed: the test must, too.');
}
