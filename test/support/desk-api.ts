import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { type CareOffice, createCampaignDesk, createGate, openRuleLibrary } from '../../src/care/index.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { createLimits } from '../../src/coordination/limits.ts';
import { ChannelId } from '../../src/core/index.ts';
import { COMPLAINT_CLOCKS, createComplaintDesk } from '../../src/flows/index.ts';
import { type DeskParts, mountApi } from '../../src/server/api/index.ts';
import { createLiveDesk } from '../../src/server/api/live-desk.ts';
import { recheckPrincipal } from '../../src/server/api/principal.ts';
import { createPeople } from '../../src/server/auth/people.ts';
import { createStaffAuth } from '../../src/server/auth/staff-auth.ts';
import { firstAdminLink } from '../../src/server/auth/staff-links.ts';
import type { Role } from '../../src/server/contract/index.ts';
import { createStoredFiles } from '../../src/server/stored-files.ts';
import type { Storage } from '../../src/storage/index.ts';
import { systemClock } from '../../src/system.ts';
import { keepOpen, testVoice } from './desk.ts';
import { answerWith } from './minds.ts';
import { quickHashing } from './quick-hashing.ts';

/** The desk's API on a real database, called without a network. */
export interface DeskApi {
  server: FastifyInstance;
  parts: DeskParts;
  /** The first admin, signed in. */
  admin: Staff;
  /** Somebody new of this role, invited by the admin and signed in. */
  hire(role: Role, name: string): Promise<Staff>;
  close(): Promise<void>;
}

export interface Staff {
  id: string;
  email: string;
  cookie: string;
  csrf: string;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: never }>;
}

/** Care on this database, with one channel that takes everything; samples to oneself are kept in nothing. */
async function testCare(storage: Storage): Promise<CareOffice> {
  const abilities = {
    choices: 'buttons',
    maxText: 4_000,
    idempotentSend: false,
    proactive: { kind: 'free' },
    limits: {},
  } as const;
  const abilitiesOf = () => abilities;
  const audience = { storage, gate: createGate({ abilitiesOf, timeZone: ZONE }), abilitiesOf, timeZone: ZONE };
  const rules = await openRuleLibrary(null);
  return {
    campaigns: createCampaignDesk(audience),
    audience,
    rules,
    speech: { shopName: () => 'Shop', words: rules.words, timeZone: ZONE },
    channels: [{ id: ChannelId.parse('test'), abilities }],
    sendToColleague: async () => true,
  };
}

const ZONE = 'Asia/Shanghai';

export const PASSWORD = 'a long enough password';

export async function openDeskApi(
  storage: Storage,
  { signOn = null }: Partial<Pick<DeskParts, 'signOn'>> = {},
): Promise<DeskApi> {
  const clock = systemClock;
  await keepOpen(storage);
  const events = createMemoryEvents();
  const auth = createStaffAuth({
    storage,
    secret: 'tests-only-secret-of-32-characters',
    baseUrl: 'http://localhost',
    hashing: quickHashing,
  });
  const people = createPeople(storage, auth, () => clock.now());
  const live = createLiveDesk({
    storage,
    events,
    clock,
    recheck: (who) => recheckPrincipal(storage, who, clock.now()),
  });
  const uploads = mkdtempSync(join(tmpdir(), 'warmline-uploads-'));
  const parts: DeskParts = {
    storage,
    clock,
    voice: await testVoice(),
    committed: () => events.publish('desk'),
    limits: createLimits(),
    events,
    knowledge: { ask: async () => answerWith('Two days.'), answerOf: (entry) => answerWith('Two days.', entry) },
    retrySend: async () => true,
    complaints: createComplaintDesk(storage, { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' }),
    care: await testCare(storage),
    auth,
    signOn,
    people,
    live,
    shopName: () => 'Shop',
    publicUrl: '',
    mediaOf: () => null,
    uploads,
    files: createStoredFiles({ storage, folder: uploads, mediaOf: (id, account) => parts.mediaOf(id, account) }),
  };
  const server = Fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  await mountApi(server, parts);
  const stop = new AbortController();
  const running = live.run(stop.signal);

  async function enter(path: string, body: object): Promise<Staff> {
    const answer = await server.inject({ method: 'POST', url: path, payload: body });
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const { me } = answer.json();
    const cookie = answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
    return {
      id: me.id,
      email: me.email,
      cookie,
      csrf: me.csrf,
      async call(method, url, payload) {
        const headers = { cookie, 'x-csrf-token': me.csrf };
        const response = await server.inject({ method, url, headers, ...(payload ? { payload } : {}) });
        return { status: response.statusCode, body: response.json() as never };
      },
    };
  }

  const token = await firstAdminLink(storage, clock.now());
  const admin = await enter('/api/setup', { token, name: 'Ada', email: 'ada@shop.example', password: PASSWORD });
  return {
    server,
    parts,
    admin,
    async hire(role, name) {
      const email = `${name}@shop.example`;
      const invited: { body: { link: string } } = await admin.call('POST', '/api/team', { email, name, role });
      const join = invited.body.link.split('/').at(-1);
      return enter('/api/join', { token: join, password: PASSWORD });
    },
    async close() {
      stop.abort();
      await running;
      await server.close();
    },
  };
}
