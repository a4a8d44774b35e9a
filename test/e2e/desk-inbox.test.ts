import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { type DeskPage, openDesk, openDeskAgain } from '../support/desk/desk-page.ts';
import { type DeskServer, startDeskServer } from '../support/desk/desk-server.ts';
import { addTalk, createWorld } from '../support/desk/desk-world.ts';

describe('an agent and a colleague in two browsers', () => {
  let server: DeskServer;
  let lin: DeskPage;
  let bo: DeskPage;

  beforeAll(async () => {
    buildWebIfStale();
    server = await startDeskServer();
    [lin, bo] = await Promise.all([
      openDesk(server, 'lin', { locale: 'zh-CN' }),
      openDesk(server, 'bo', { locale: 'en' }),
    ]);
  });
  beforeEach(async () => {
    await server.stop();
    server = await startDeskServer(createWorld(), Number(new URL(server.url).port));
    await Promise.all([openDeskAgain(lin, server, 'lin'), openDeskAgain(bo, server, 'bo')]);
  });
  afterAll(async () => {
    await Promise.all([lin.close(), bo.close()]);
    await server.stop();
  });

  test('the one who presses first has it, the other reads who was faster', async () => {
    await lin.open('王芳');
    await bo.open('王芳');
    // Both see the button; the colleague's screen has not heard of it yet.
    server.cutStreams();
    const pressed = bo.page.getByRole('toolbar').getByRole('button', { name: 'Take' });
    await pressed.waitFor();
    await bo.page.route('**/api/events', (route) => route.abort());
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    await lin.page.getByRole('button', { name: '结束' }).waitFor();
    await pressed.click();
    await bo.page.getByText('林晓 was first and has taken it.').waitFor();
    expect(server.world.talks.get('wang')?.detail.case?.agent?.id).toBe('lin');
    // The list follows the talk, so that it never stands beside an empty one.
    await lin.page.locator('.views a[aria-current=page]', { hasText: '我的' }).waitFor();
    await lin.page.locator('.row[aria-current]', { hasText: '王芳' }).waitFor();
  });

  test('a reply is said once, and the colleague sees it without doing anything', async () => {
    await lin.open('王芳');
    await bo.open('王芳');
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    const field = lin.page.getByRole('textbox', { name: '回复客户' });
    await field.fill('您好，**马上**帮您查。');
    await field.press('Enter');
    await bo.page.locator('.by-agent', { hasText: '林晓' }).locator('strong', { hasText: '马上' }).waitFor();
    const said = server.world.talks.get('wang')?.messages.filter(({ author }) => author === 'agent');
    expect(said?.map(({ content }) => content)).toEqual([
      { kind: 'text', text: '您好，**马上**帮您查。', markdown: true },
    ]);
    expect(await field.inputValue()).toBe('');
  });

  test('what the customer writes in the meantime is shown before anything goes out', async () => {
    await lin.open('王芳');
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    const field = lin.page.getByRole('textbox', { name: '回复客户' });
    await field.fill('明天一定送到。');
    server.customerSays('wang', '算了，我要退货');
    const guard = lin.page.getByRole('alert').filter({ hasText: '算了，我要退货' });
    await guard.waitFor();
    await field.press('Enter');
    await lin.page.locator('.meanwhile[data-urgent=true]').waitFor();
    expect(server.world.talks.get('wang')?.messages.at(-1)?.author).toBe('customer');
    await guard.getByRole('button', { name: '仍然发送' }).click();
    await lin.page.locator('.by-agent', { hasText: '明天一定送到。' }).waitFor();
  });

  test('a canned reply and an answer of the knowledge base are put in, changed, and sent only by Enter', async () => {
    await bo.open('Anna Keller');
    await bo.page.getByRole('toolbar').getByRole('button', { name: 'Take' }).click();
    const field = bo.page.getByRole('textbox', { name: 'Reply to the customer' });
    await field.fill('/hel');
    await bo.page.getByRole('option', { name: /Greeting/ }).waitFor();
    await field.press('Enter');
    expect(await field.inputValue()).toBe('Hello Anna Keller, this is Bo Chen. Let me look.');
    await bo.page.getByRole('button', { name: /From the knowledge base/ }).click();
    await bo.page.getByRole('button', { name: 'Insert' }).first().click();
    expect(await field.inputValue()).toContain('48 小时');
    expect(server.world.talks.get('anna')?.messages.some(({ author }) => author === 'agent')).toBe(false);
    await field.press('Enter');
    await bo.page.locator('.by-agent').waitFor();
  });

  test('a reply that did not get out stays, survives a reload, and arrives once', async () => {
    await lin.open('王芳');
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    const field = lin.page.getByRole('textbox', { name: '回复客户' });
    await field.fill('稍等');
    server.fail(['reply'], 'unavailable');
    await field.press('Enter');
    await lin.page.locator('.unsent', { hasText: '稍等' }).getByText('没有发出去').waitFor();
    await lin.page.reload();
    server.fail(['reply'], null);
    await lin.page.locator('.unsent').getByRole('button', { name: '再发' }).click();
    await lin.page.locator('.by-agent', { hasText: '稍等' }).waitFor();
    await lin.page.locator('.unsent').waitFor({ state: 'detached' });
    expect(server.world.talks.get('wang')?.messages.filter(({ author }) => author === 'agent')).toHaveLength(1);
  });

  test('a reply that comes back after its conversation was left waits there, and the draft of the other stays', async () => {
    await lin.open('王芳');
    const { page } = lin;
    await page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    const field = page.getByRole('textbox', { name: '回复客户' });
    const gone = Promise.withResolvers<void>();
    await page.route('**/replies', async (route) => {
      await gone.promise;
      await route.continue();
    });
    await field.fill('稍等');
    await field.press('Enter');
    server.customerSays('wang', '算了');
    // The list has followed the talk to "mine", where it stands alone.
    await page.evaluate(() => (location.hash = '#/inbox/all'));
    await lin.open('Anna Keller');
    await page.getByRole('textbox', { name: '备注' }).fill('半句');
    expect(await page.locator('.unsent').count()).toBe(0);
    const back = page.waitForResponse(/\/replies$/);
    gone.resolve();
    expect((await back).status()).toBe(409);
    await page.reload();
    await page.locator('.pane-head', { hasText: 'Anna Keller' }).waitFor();
    await page.locator('.thread').focus();
    await page.keyboard.press('n');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('半句');
    await lin.open('王芳');
    await page.locator('.unsent', { hasText: '稍等' }).getByRole('button', { name: '再发' }).click();
    await page.locator('.meanwhile[data-urgent=true]', { hasText: '算了' }).waitFor();
    expect(await field.inputValue()).toBe('稍等');
  });

  test('who looks and who types is seen by the others; a note is theirs alone', async () => {
    await lin.open('王芳');
    await bo.open('王芳');
    await bo.page.getByText('林晓 is looking too').waitFor();
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    await lin.page.getByRole('textbox', { name: '回复客户' }).fill('正在');
    await bo.page.getByText('林晓 is typing').waitFor();
    await bo.page.keyboard.press('n');
    await bo.page.getByRole('textbox').last().fill('先别退款');
    await bo.page.getByRole('button', { name: 'Save note' }).click();
    await lin.page.locator('.note', { hasText: '先别退款' }).waitFor();
    expect(server.world.talks.get('wang')?.messages.some(({ author }) => author === 'agent')).toBe(false);
  });

  test('a note that was begun is never sent to the customer, whoever gets the case meanwhile', async () => {
    await lin.open('王芳');
    const { page } = lin;
    await page.getByRole('textbox', { name: '备注' }).fill('这个客户很难缠');
    await page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    const reply = page.getByRole('textbox', { name: '回复客户' });
    await reply.waitFor();
    expect(await reply.inputValue()).toBe('');
    await page.reload();
    expect(await reply.inputValue()).toBe('');
    await page.locator('.pane-head').waitFor();
    await page.locator('.thread').focus();
    await page.keyboard.press('n');
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('这个客户很难缠');
  });

  test('transferred, returned and resolved: the other sees it, the list follows', async () => {
    await lin.open('王芳');
    await lin.page.getByRole('toolbar').getByRole('button', { name: '接手' }).click();
    await lin.page.getByRole('button', { name: '转交' }).click();
    await lin.page.getByRole('combobox', { name: '选一位同事' }).click();
    await lin.page
      .getByTitle(/./)
      .or(lin.page.locator('.ant-select-item', { hasText: 'Bo Chen' }))
      .last()
      .click();
    await lin.page.locator('.main-button').click();
    await bo.page.getByRole('link', { name: /Mine/ }).click();
    await bo.open('王芳');
    await bo.page.keyboard.press('e');
    await bo.page.getByRole('radio', { name: 'Compensated' }).check();
    await bo.page.locator('.main-button').click();
    await bo.page.locator('.event-resolved', { hasText: 'Compensated' }).waitFor();
    expect(server.world.talks.get('wang')?.detail.case).toMatchObject({
      state: 'resolved',
      disposition: 'compensated',
    });
    await bo.page.getByText('You hold no conversation.').waitFor();
  });

  test('a cut stream is told, comes back and brings what was missed', async () => {
    await lin.open('王芳');
    await lin.page.context().setOffline(true);
    server.cutStreams();
    await lin.page.getByText('连接断开，正在重连。').waitFor();
    server.customerSays('wang', '还在吗？');
    await lin.page.context().setOffline(false);
    await lin.page.locator('.by-customer', { hasText: '还在吗？' }).waitFor();
    await lin.page.getByText('连接断开，正在重连。').waitFor({ state: 'detached' });
  });
});

test('of many conversations only what is seen is in the page, and the rest comes page by page', async () => {
  const world = createWorld();
  for (let index = 0; index < 1_000; index += 1) addTalk(world, { id: `t${index}`, name: `Customer ${index}` });
  const server = await startDeskServer(world);
  const desk = await openDesk(server, 'lin');
  await desk.page.locator('.row').first().waitFor();
  expect(await desk.page.locator('.row').count()).toBeLessThan(40);
  await desk.page.evaluate("document.querySelector('.rows').scrollTop = 1e7");
  await expect.poll(() => desk.page.locator('.rows').getAttribute('aria-label')).toMatch(/^(80|120) /);
  expect(await desk.page.locator('.row').count()).toBeLessThan(40);
  await desk.close();
  await server.stop();
});
