import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createSingleSignOn } from '../../src/server/auth/single-sign-on.ts';
import type { Storage } from '../../src/storage/index.ts';
import { type DeskApi, openDeskApi } from '../support/desk-api.ts';
import { type OidcIssuer, startOidcIssuer } from '../support/services/oidc-issuer.ts';
import { describeStorages } from '../support/storage.ts';

let issuer: OidcIssuer;
let open: DeskApi | null = null;

beforeAll(async () => {
  issuer = await startOidcIssuer();
});
afterEach(async () => {
  await open?.close();
  open = null;
});
afterAll(() => issuer.close());

const BASE = 'http://localhost';

async function openDesk(storage: Storage, allowedHosts = ['127.0.0.1']): Promise<DeskApi> {
  const { clientId, clientSecret, url } = issuer;
  const signIn = { storage, secret: 'tests-only-secret-of-32-characters', baseUrl: BASE };
  const company = { issuer: url, clientId, clientSecret, name: 'Acme', trustEmail: false, allowedHosts };
  open = await openDeskApi(storage, { signOn: createSingleSignOn(signIn, company) });
  return open;
}

type Answer = Awaited<ReturnType<DeskApi['server']['inject']>>;
const cookiesOf = (answer: Answer) =>
  answer.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');

/** What a browser does: there, in, and back. `other`: another browser than the one that began comes back. */
async function signOn(desk: DeskApi, other = false): Promise<{ to: string; cookie: string }> {
  const begun = await desk.server.inject({ method: 'GET', url: '/sign-in/company' });
  expect(begun.statusCode).toBe(302);
  const back = new URL(await issuer.follow(String(begun.headers.location)));
  const headers = other ? {} : { cookie: cookiesOf(begun) };
  const entered = await desk.server.inject({ method: 'GET', url: back.pathname + back.search, headers });
  return { to: String(entered.headers.location), cookie: cookiesOf(entered) };
}

const whoAmI = async (desk: DeskApi, cookie: string) =>
  (await desk.server.inject({ method: 'GET', url: '/api/session', headers: { cookie } })).json();

describeStorages('the company’s own sign-in', (newStorage) => {
  test('a member comes in with a verified address, an invited one joins by it, a stranger stays outside', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    expect(await whoAmI(desk, '')).toEqual({ state: 'signed-out', signOn: { name: 'Acme', path: '/sign-in/company' } });

    issuer.person = { sub: 'a-1', email: 'Ada@shop.example', email_verified: true, name: 'Ada' };
    const ada = await signOn(desk);
    expect(ada.to).toBe('/desk/');
    expect(await whoAmI(desk, ada.cookie)).toMatchObject({ state: 'signed-in', me: { role: 'admin' } });
    expect((await whoAmI(desk, (await signOn(desk)).cookie)).state).toBe('signed-in');

    await desk.admin.call('POST', '/api/team', { email: 'new@shop.example', name: 'New', role: 'agent' });
    issuer.person = { sub: 'n-1', email: 'new@shop.example', email_verified: true };
    expect(await whoAmI(desk, (await signOn(desk)).cookie)).toMatchObject({ me: { name: 'New', role: 'agent' } });

    issuer.person = { sub: 's-1', email: 'stranger@shop.example', email_verified: true };
    expect(await signOn(desk)).toEqual({ to: '/desk/#/refused', cookie: '' });
    expect(await storage.db.selectFrom('agents').select('id').execute()).toHaveLength(2);
  });

  test('an address that is not verified, another browser, and a member who was taken off are refused', async () => {
    const storage = await newStorage();
    const desk = await openDesk(storage);
    const ann = await desk.hire('agent', 'ann');
    issuer.person = { sub: 'x-1', email: ann.email };
    expect((await signOn(desk)).to).toBe('/desk/#/refused');
    issuer.person = { sub: 'x-1', email: ann.email, email_verified: false };
    expect((await signOn(desk)).to).toBe('/desk/#/refused');
    issuer.person = { sub: 'x-2', email: ann.email, email_verified: true };
    expect((await signOn(desk, true)).to).toBe('/desk/#/refused');
    const good = await signOn(desk);
    expect((await whoAmI(desk, good.cookie)).state).toBe('signed-in');
    await desk.admin.call('PUT', `/api/team/${ann.id}`, { active: false });
    expect((await whoAmI(desk, good.cookie)).state).toBe('signed-out');
    expect(await signOn(desk)).toEqual({ to: '/desk/#/refused', cookie: '' });
  });

  test('an issuer in the own network is not asked unless its host is allowed', async () => {
    const desk = await openDesk(await newStorage(), []);
    const begun = await desk.server.inject({ method: 'GET', url: '/sign-in/company' });
    expect([begun.statusCode, begun.json().error.code]).toEqual([503, 'unavailable']);
  });
});
