import { pino } from 'pino';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type ConversationId, CustomerId } from '../../src/core/index.ts';
import { type Agent, agentById, openCase } from '../../src/handoff/index.ts';
import { type Principal, recheckPrincipal } from '../../src/server/api/principal.ts';
import { makeLink } from '../../src/server/auth/staff-links.ts';
import type { EndpointSpec } from '../../src/server/contract/endpoint.ts';
import { API, EVENTS_PATH, ROLES, type Role } from '../../src/server/contract/index.ts';
import { createMetrics, createServer } from '../../src/server/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addConversation } from '../support/desk.ts';
import { type DeskApi, openDeskApi, PASSWORD, type Staff } from '../support/desk-api.ts';
import { describeStorages } from '../support/storage.ts';

let open: DeskApi | null = null;

afterEach(async () => {
  await open?.close();
  open = null;
});

async function openDesk(storage: Storage): Promise<DeskApi> {
  open = await openDeskApi(storage);
  return open;
}

async function queue(storage: Storage, peer: string, skill: string | null = null): Promise<ConversationId> {
  const conversation = await addConversation(storage, peer, Date.now());
  await storage.transact((tx) =>
    openCase(tx, { conversation, reasons: ['asked'], skill, fastLane: false, actor: 'customer', now: Date.now() }),
  );
  return conversation;
}

/** A body of the right form for every call that wants one. */
const BODIES: Partial<Record<keyof typeof API, object>> = {
  signIn: { email: 'nobody@shop.example', password: 'x' },
  setUp: { token: 'x'.repeat(32), name: 'X', email: 'x@shop.example', password: PASSWORD },
  join: { token: 'x'.repeat(32), password: PASSWORD },
  changePassword: { current: 'wrong', next: PASSWORD },
  setPresence: { presence: 'off' },
  setMyLocale: { locale: 'en' },
  returnToBot: {},
  resolve: { disposition: 'solved' },
  transfer: { to: { kind: 'queue', skill: null } },
  snooze: { until: Date.now() + 3_600_000 },
  note: { text: 'a note' },
  reply: { key: 'key-0000001', text: 'hello', seen: 99 },
  typing: { typing: false },
  setCustomer: { tags: ['a'] },
  openCase: {},
  grant: { key: 'key-0000002', kind: 'coupon', amount: 1, reason: 'sorry' },
  decideCompensation: { approve: true },
  assignComplaint: { to: 'nobody' },
  respondComplaint: { text: 'words' },
  resolveComplaint: { resolution: 'words' },
  prolongComplaint: { reason: 'words' },
  settleOrderRequest: { outcome: 'done' },
  invite: { email: 'new@shop.example', name: 'New', role: 'agent' },
  setMember: { capacity: 3 },
  addCannedReply: { shortcut: 'hi', locale: 'en', title: 'Hi', text: 'Hi', mine: true },
  setCannedReply: { shortcut: 'hi', locale: 'en', title: 'Hi', text: 'Hi' },
  addWebhook: { url: 'https://hook.example/', events: ['case.opened'] },
  setWebhook: { url: 'https://hook.example/', events: ['case.opened'] },
  addApiKey: { name: 'crm', role: 'agent' },
};

const CALLS = Object.entries(API) as [keyof typeof API, EndpointSpec][];

function pathOf(spec: EndpointSpec, ids: Readonly<Record<string, string>>): string {
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'nothing-here');
  const query = spec.path === '/api/uploads' ? '?name=a.txt' : spec.path === '/api/knowledge/search' ? '?q=hello' : '';
  return path + query;
}

describeStorages('the desk’s API', (newStorage) => {
  test('every call of every role: who may not is refused alike, whatever the object', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const team: Record<Role, Staff> = {
      admin: desk.admin,
      supervisor: await desk.hire('supervisor', 'sue'),
      agent: await desk.hire('agent', 'ann'),
      operator: await desk.hire('operator', 'otto'),
    };
    const foreign = await queue(storage, 'vip', 'vip-desk'); // a skill that ann does not have
    await storage.transact((tx) =>
      tx
        .insertInto('canned_replies')
        .values({ id: 'of-ada', shortcut: 'x', locale: 'en', title: 'x', text: 'x', owner: desk.admin.id })
        .execute(),
    );
    let refused = 0;
    let hidden = 0;
    for (const [name, spec] of CALLS) {
      if (name === 'signOut') continue;
      for (const role of ROLES) {
        const allowed = spec.who === 'anyone' || spec.who === 'signed-in' || spec.who.includes(role);
        for (const conversation of [foreign, 'not-there']) {
          const url = pathOf(spec, { conversation, reply: conversation === foreign ? 'of-ada' : 'not-there' });
          if (!allowed) {
            const answer = await team[role].call(spec.method, url, BODIES[name]);
            expect([name, role, answer.status, answer.body]).toEqual([
              name,
              role,
              403,
              { error: { code: 'not_allowed', message: 'Your role may not do this.' } },
            ]);
            refused += 1;
          } else if (role === 'agent' && (spec.path.includes(':conversation') || spec.path.includes(':reply'))) {
            const answer = await team[role].call(spec.method, url, BODIES[name]);
            expect([name, answer.status, answer.body]).toEqual([
              name,
              404,
              { error: { code: 'not_found', message: 'There is nothing here.' } },
            ]);
            hidden += 1;
          }
        }
      }
      if (spec.who !== 'anyone') {
        const answer = await desk.server.inject({ method: spec.method, url: pathOf(spec, {}) });
        expect([name, answer.statusCode, answer.json().error.code]).toEqual([name, 401, 'not_signed_in']);
      }
    }
    expect(refused).toBeGreaterThan(100);
    expect(hidden).toBeGreaterThan(30);
    const list: { body: { items: { conversation: string }[] } } = await team.agent.call('GET', '/api/inbox');
    expect(list.body.items).toEqual([]);
    const all: { body: { items: { conversation: string }[] } } = await team.supervisor.call('GET', '/api/inbox');
    expect(all.body.items.map((item) => item.conversation)).toEqual([foreign]);
  });

  test('two agents press take: one has it, the other reads who; reply, guard, return', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const bob = await desk.hire('agent', 'bob');
    const conversation = await queue(storage, 'carl');
    const path = `/api/conversations/${conversation}`;
    const both = await Promise.all([ann.call('POST', `${path}/take`), bob.call('POST', `${path}/take`)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = both[0]?.status === 200 ? ann : bob;
    const loser = winner === ann ? bob : ann;
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.body).toMatchObject({ error: { code: 'already_taken', by: winner === ann ? 'ann' : 'bob' } });
    const words = (seen: number, key = 'key-00000001') => ({ key, text: 'I am **here**.', seen });
    expect((await loser.call('POST', `${path}/replies`, words(9))).body).toMatchObject({
      error: { code: 'not_holder' },
    });
    expect((await winner.call('POST', `${path}/replies`, words(0))).body).toMatchObject({
      error: { code: 'customer_wrote', revision: 1 },
    });
    expect((await winner.call('POST', `${path}/replies`, words(1))).status).toBe(200);
    expect((await winner.call('POST', `${path}/replies`, words(1))).status).toBe(200);
    const thread: { body: { messages: { author: string; content: { text?: string } }[] } } = await winner.call(
      'GET',
      `${path}/thread`,
    );
    expect(thread.body.messages.filter(({ author }) => author === 'agent')).toHaveLength(1);
    const detail = await winner.call('GET', path);
    expect(detail.body).toMatchObject({
      case: { state: 'held', reasons: ['asked'] },
      may: expect.arrayContaining(['reply']),
    });
    expect((await loser.call('POST', `${path}/return`, {})).status).toBe(409);
    expect((await winner.call('POST', `${path}/return`, { disposition: 'solved' })).status).toBe(200);
    expect((await winner.call('GET', '/api/inbox?view=resolved')).body).toMatchObject({ items: [{ conversation }] });
    const log: { body: { items: { action: string }[] } } = await desk.admin.call('GET', '/api/audit');
    expect(log.body.items.map(({ action }) => action)).toEqual(expect.arrayContaining(['case.take', 'case.return']));
  });

  test('another site, a missing token, an ended session and a sixth wrong password are refused', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const put = (headers: Record<string, string>) =>
      desk.server.inject({
        method: 'PUT',
        url: '/api/me/presence',
        headers: { cookie: ann.cookie, ...headers },
        payload: { presence: 'on-duty' },
      });
    expect((await put({})).json().error.code).toBe('not_same_origin');
    expect((await put({ 'x-csrf-token': desk.admin.csrf })).json().error.code).toBe('not_same_origin');
    const forged = { 'x-csrf-token': ann.csrf, origin: 'https://evil.example', host: 'localhost' };
    expect((await put(forged)).json().error.code).toBe('not_same_origin');
    expect((await put({ 'x-csrf-token': ann.csrf, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await put({ 'x-csrf-token': ann.csrf })).statusCode).toBe(200);
    expect((await desk.admin.call('PUT', `/api/team/${ann.id}`, { active: false })).status).toBe(200);
    expect((await ann.call('GET', '/api/inbox')).status).toBe(401);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const payload = { email: 'ada@shop.example', password: 'wrong' };
      const answer = await desk.server.inject({ method: 'POST', url: '/api/session', payload });
      codes.push(answer.json().error.code);
    }
    expect(codes).toEqual([...Array(5).fill('wrong_credentials'), 'too_many']);
  });

  test('a whole team joins from one address, and wrong links are counted by address only', async () => {
    const desk = await openDesk(await newStorage());
    const wrong = { token: 'x'.repeat(32), password: PASSWORD };
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const answer = await desk.server.inject({ method: 'POST', url: '/api/join', payload: wrong });
      expect(answer.statusCode).toBe(404);
    }
    for (const name of ['ann', 'ben', 'cleo', 'dora', 'emil', 'finn', 'gina']) await desk.hire('agent', name);
  });

  test('hours in a zone that nobody knows, and an id that a colleague has, are refused', async () => {
    const desk = await openDesk(await newStorage());
    const [ann, ben] = [await desk.hire('agent', 'ann'), await desk.hire('agent', 'ben')];
    const hours = { timeZone: 'Asia/Nowhere', days: [], chineseHolidays: false, closed: [] };
    expect((await desk.admin.call('PUT', `/api/team/${ann.id}`, { hours })).status).toBe(400);
    expect((await desk.admin.call('PUT', `/api/team/${ann.id}`, { telegram: '17' })).status).toBe(200);
    expect((await desk.admin.call('PUT', `/api/team/${ann.id}`, { telegram: '17' })).status).toBe(200);
    expect((await desk.admin.call('PUT', `/api/team/${ben.id}`, { telegram: '17' })).status).toBe(409);
    const limits = { coupon: 3_000_000_000, refund: 0, points: 0 };
    expect((await desk.admin.call('PUT', `/api/team/${ann.id}`, { limits })).status).toBe(400);
  });

  test('hours of a day that are turned round, overlap or end after midnight are refused', async () => {
    const desk = await openDesk(await newStorage());
    const ann = await desk.hire('agent', 'ann');
    const put = async (...spans: string[]) => {
      const days = spans.map((span) => ({ day: 1, from: span.slice(0, 5), to: span.slice(6) }));
      const hours = { timeZone: 'Asia/Shanghai', days, chineseHolidays: false, closed: [] };
      return (await desk.admin.call('PUT', `/api/team/${ann.id}`, { hours })).status;
    };
    expect(await put('13:00-18:00', '09:00-12:00', '18:00-24:00')).toBe(200);
    expect(await put('18:00-09:00')).toBe(400);
    expect(await put('09:00-13:00', '12:00-18:00')).toBe(400);
    expect(await put('09:00-24:30')).toBe(400);
  });

  test('a position or a cursor that no column can hold is a bad request', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const thread = `/api/conversations/${await queue(storage, 'dan')}/thread`;
    expect((await desk.admin.call('GET', `${thread}?before=10`)).status).toBe(200);
    for (const query of ['before=2147483648', 'since=9007199254740991'])
      expect((await desk.admin.call('GET', `${thread}?${query}`)).status).toBe(400);
    const cursor = Buffer.from(JSON.stringify([9e15, 1, 'x'])).toString('base64url');
    const listed = await desk.admin.call('GET', `/api/inbox?view=waiting&cursor=${cursor}`);
    expect(listed.status).toBe(storage.dialect === 'postgres' ? 400 : 200);
  });

  test('a stream ends with its session, also when that has only run out', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const session = await storage.db.selectFrom('staff_session').select('id').executeTakeFirstOrThrow();
    const listening: Principal = {
      agent: (await agentById(storage.db, desk.admin.id)) as Agent,
      role: 'admin',
      actor: desk.admin.id,
      session: { id: session.id, csrf: '' },
    };
    expect(await recheckPrincipal(storage, listening, Date.now())).not.toBeNull();
    expect(await recheckPrincipal(storage, listening, Date.now() + 60 * 86_400_000)).toBeNull();
  });

  test('a console that is gone before it has joined leaves nothing behind', async () => {
    const desk = await openDesk(await newStorage());
    const { live } = desk.parts;
    let isAsking = false;
    let hasJoined = false;
    let goOn: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    desk.parts.live = {
      ...live,
      async join(...console) {
        isAsking = true;
        await gone;
        const leave = await live.join(...console);
        hasJoined = true;
        return leave;
      },
    };
    const base = await desk.server.listen({ port: 0, host: '127.0.0.1' });
    const closed = new Promise<void>((resolve) =>
      desk.server.server.on('connection', (socket) => socket.on('close', () => resolve())),
    );
    const leaving = new AbortController();
    const asking = fetch(`${base}${EVENTS_PATH}`, { headers: { cookie: desk.admin.cookie }, signal: leaving.signal });
    await expect.poll(() => isAsking).toBe(true);
    leaving.abort();
    await expect(asking).rejects.toThrow();
    await closed;
    goOn();
    await expect.poll(() => hasJoined).toBe(true);
    await expect.poll(() => live.connected().size).toBe(0);
  });

  test('the link of the first start is good once, and only while there is no admin', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const { firstAdminLink } = await import('../../src/server/auth/staff-links.ts');
    expect(await firstAdminLink(storage, Date.now())).toBeNull();
    const invited: { body: { link: string } } = await desk.admin.call('POST', '/api/team', {
      email: 'new@shop.example',
      name: 'New',
      role: 'agent',
    });
    const form = { token: invited.body.link.split('/').at(-1), password: PASSWORD };
    const join = () => desk.server.inject({ method: 'POST', url: '/api/join', payload: form });
    const answers = await Promise.all([join(), join()]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
  });

  test('the link of the first start is good for nothing once an admin has come another way', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const token = await storage.transact((tx) => makeLink(tx, 'setup', null, Date.now()));
    const form = { token, name: 'Eve', email: 'eve@shop.example', password: PASSWORD };
    const answer = await desk.server.inject({ method: 'POST', url: '/api/setup', payload: form });
    expect(answer.statusCode).toBe(404);
  });

  test('a program with a key acts for the agent that it names, with the lesser right', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const made: { body: { secret: string; key: { id: string } } } = await desk.admin.call('POST', '/api/keys', {
      name: 'crm',
      role: 'admin',
    });
    const conversation = await queue(storage, 'dan');
    const as = (agent: string, method: 'GET' | 'POST', url: string) =>
      desk.server.inject({
        method,
        url,
        headers: { authorization: `Bearer ${made.body.secret}`, 'x-warmline-agent': agent },
      });
    expect((await as(ann.id, 'POST', `/api/conversations/${conversation}/take`)).statusCode).toBe(200);
    expect((await as(ann.id, 'GET', '/api/audit')).statusCode).toBe(403);
    expect((await as('nobody', 'GET', '/api/inbox')).statusCode).toBe(401);
    const listening: Principal = {
      agent: (await agentById(storage.db, ann.id)) as Agent,
      role: 'agent',
      actor: `key:${made.body.key.id}`,
      session: null,
    };
    expect(await recheckPrincipal(storage, listening, Date.now())).toMatchObject({ role: 'agent' });
    await desk.admin.call('DELETE', `/api/keys/${made.body.key.id}`);
    expect(await recheckPrincipal(storage, listening, Date.now()), 'its streams end with it').toBeNull();
    expect((await as(ann.id, 'GET', '/api/inbox')).statusCode).toBe(401);
  });

  test('the history of a complaint says by name who did what and to whom it was given', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const conversation = await queue(storage, 'dan');
    const { customer_id } = await storage.db
      .selectFrom('conversations')
      .select('customer_id')
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    const told = { category: 'quality', what: 'a scratch', wish: 'replace', photos: [], contact: null };
    const about = { key: 'k', customer: CustomerId.parse(customer_id), conversation, order: null, happenedOn: null };
    const { complaint } = await desk.parts.complaints.open({ ...told, ...about, topTier: false, now: Date.now() });
    await desk.admin.call('POST', `/api/complaints/${complaint.number}/assign`, { to: ann.id });
    expect((await desk.admin.call('GET', `/api/complaints/${complaint.number}`)).body).toMatchObject({
      history: [
        { kind: 'opened', actor: 'customer', actorName: null },
        { kind: 'assigned', actorName: 'Ada', detail: 'ann' },
      ],
    });
  });

  test('a shortcut is one canned reply in each language among those that a person finds', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    const bob = await desk.hire('agent', 'bob');
    const reply = { shortcut: 'Refund', locale: 'en', title: 'Refund', text: 'On its way', mine: true };
    const add = async (
      who: Staff,
      over: object = {},
    ): Promise<{ status: number; body: { id?: string; error?: { code: string } } }> =>
      who.call('POST', '/api/canned-replies', { ...reply, ...over });
    expect((await add(ann)).status).toBe(200);
    expect((await add(bob)).status).toBe(200);
    expect((await add(ann, { shortcut: 'refund' })).body.error?.code).toBe('shortcut_taken');
    expect((await add(ann, { locale: 'zh-CN' })).status).toBe(200);
    expect((await add(desk.admin, { shortcut: 'hours', mine: false })).status).toBe(200);
    const taken = await add(ann, { shortcut: 'hours' });
    expect(taken.body.error?.code).toBe('shortcut_taken');
    const other = (await add(ann, { shortcut: 'other' })).body.id;
    const { mine, ...words } = reply;
    expect((await ann.call('PUT', `/api/canned-replies/${other}`, { ...words, shortcut: 'other' })).status).toBe(200);
    expect((await ann.call('PUT', `/api/canned-replies/${other}`, words)).status).toBe(409);
  });

  test('an upload comes back as an attachment that no browser runs', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const sent = await desk.server.inject({
      method: 'POST',
      url: '/api/uploads?name=evil.svg&type=image/svg%2Bxml',
      headers: {
        cookie: desk.admin.cookie,
        'x-csrf-token': desk.admin.csrf,
        'content-type': 'application/octet-stream',
      },
      payload: Buffer.from('<svg onload="alert(1)"/>'),
    });
    expect(sent.statusCode).toBe(200);
    const file = await desk.server.inject({ method: 'GET', url: sent.json().url });
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': "attachment; filename*=UTF-8''evil.svg",
    });
    expect((await desk.server.inject({ method: 'GET', url: '/uploads/..%2f..%2fetc%2fpasswd' })).statusCode).toBe(404);
  });

  test('its description asks programs for their key wherever it is wanted, and can be read without TLS', async () => {
    const { parts } = await openDesk(await newStorage());
    const logger = pino({ level: 'silent' });
    const server = await createServer({
      logger,
      trustProxy: 0,
      endpoints: [],
      readiness: () => Promise.reject(new Error('is not asked')),
      metrics: createMetrics(logger, async () => ({})),
      metricsToken: undefined,
      desk: parts,
      webRoot: import.meta.dirname,
      knowledgeRoot: import.meta.dirname,
      version: '0.0.0',
    });
    onTestFinished(() => server.close());
    const { paths } = (await server.inject('/docs/json')).json();
    for (const spec of Object.values<EndpointSpec>(API)) {
      const described = paths[spec.path.replaceAll(/:(\w+)/g, '{$1}')]?.[spec.method.toLowerCase()];
      expect(described?.security, spec.path).toEqual(spec.who === 'anyone' ? undefined : [{ bearer: [] }]);
      expect(Object.keys(described?.responses), spec.path).toEqual(expect.arrayContaining(['4XX', '5XX']));
      const refusal = described?.responses['4XX'].content['application/json'].schema;
      expect(refusal.properties.error.properties.code.enum, spec.path).toContain('not_allowed');
    }
    const { requestBody } = paths['/api/uploads'].post;
    expect(requestBody.content).toEqual({
      'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
    });
    expect((await server.inject('/docs/')).headers['content-security-policy']).not.toContain('upgrade-insecure');
  });
});
