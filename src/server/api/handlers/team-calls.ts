import type * as z from 'zod';
import { isTimeZone } from '../../../core/index.ts';
import {
  type Agent,
  agentById,
  allAgents,
  announce,
  audit,
  loads,
  readDeskSettings,
  writeDeskSettings,
} from '../../../handoff/index.ts';
import type { AgentsTable, Tx } from '../../../storage/index.ts';
import { freeWeComId, setAgent } from '../../auth/people.ts';
import type { Member } from '../../contract/index.ts';
import type { OfficeHours, TEAM_API } from '../../contract/team.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { DeskParts, Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';
import { storeUpload } from '../uploads.ts';

type CannedCall = `${string}CannedReply` | 'cannedReplies';

export const teamCalls: Handlers<Exclude<keyof typeof TEAM_API, CannedCall>> = {
  async colleagues({ storage }) {
    const held = await loads(storage.db);
    const agents = (await allAgents(storage.db)).filter((agent) => agent.active && agent.role !== 'operator');
    return {
      items: agents.map(({ id, name, presence, skills, capacity }) => ({
        id,
        name,
        presence,
        skills,
        capacity,
        holding: held.get(id) ?? 0,
      })),
    };
  },
  team: async ({ storage }) => ({ items: (await allAgents(storage.db)).map(memberOf) }),
  async invite(parts, { body, who, ip }) {
    const invited = await parts.people.invite(body, { actor: who.actor, ip });
    if (invited.kind === 'known')
      throw new Refusal('wrong_state', { message: 'Somebody with this address is there already.' });
    return { member: memberOf(invited.agent), link: linkOf(parts, 'join', invited.token) };
  },
  async setMember(parts, { params, body, who, now, ip }) {
    const member = await mustFind(parts, params['member']);
    const ofAdmins = body.role !== undefined || body.active !== undefined || body.limits !== undefined;
    if (who.role !== 'admin' && (ofAdmins || member.role === 'admin')) throw new Refusal('not_allowed');
    if (member.id === who.agent.id && (body.active === false || (body.role !== undefined && body.role !== 'admin'))) {
      throw new Refusal('wrong_state', { message: 'Let another admin do this to you: somebody has to stay.' });
    }
    mustMakeSense(body.hours);
    const change: Partial<AgentsTable> = {
      ...(body.role === undefined ? {} : { role: body.role }),
      ...(body.active === undefined ? {} : { active: body.active ? 1 : 0 }),
      ...(body.active === false ? { presence: 'off' as const } : {}),
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.skills === undefined ? {} : { skills: JSON.stringify(body.skills) }),
      ...(body.locales === undefined ? {} : { locales: JSON.stringify(body.locales) }),
      ...(body.capacity === undefined ? {} : { capacity: body.capacity }),
      ...(body.limits === undefined
        ? {}
        : {
            limit_coupon: body.limits.coupon,
            limit_refund: body.limits.refund,
            limit_points: body.limits.points,
          }),
      ...(body.hours === undefined ? {} : { hours: body.hours === null ? null : JSON.stringify(body.hours) }),
      ...(body.telegram === undefined ? {} : { telegram: body.telegram }),
      ...(body.wecom === undefined ? {} : { wecom: body.wecom }),
    };
    await parts.storage.transact(async (tx) => {
      if (body.wecom) await freeWeComId(tx, body.wecom);
      if (body.telegram && (await isOfAnother(tx, member.id, body.telegram)))
        throw new Refusal('wrong_state', { message: 'A colleague has this Telegram id already.' });
      await setAgent(tx, member.id, change);
      const deed = { actor: who.actor, action: 'team.set', object: `member:${member.id}`, ip };
      await audit(tx, { ...deed, detail: JSON.stringify(body) }, now);
      await announce(tx, { kind: 'team' }, now);
    });
    // The form sends every field: only another role, not the same one again, ends what was opened with the old one.
    if (body.active === false || (body.role !== undefined && body.role !== member.role)) {
      await parts.auth.endSessions(member.id);
      parts.live.drop(member.id);
    }
    parts.committed();
    return memberOf(await mustFind(parts, member.id));
  },
  async resetPassword(parts, { params, who, ip }) {
    const member = await mustFind(parts, params['member']);
    const token = await parts.people.resetLink(member.id, { actor: who.actor, ip });
    parts.live.drop(member.id);
    return { link: linkOf(parts, 'join', token) };
  },
  deskSettings: ({ storage }) => readDeskSettings(storage.db),
  async setDeskSettings(parts, { body, who, now, ip }) {
    mustMakeSense(body.hours);
    await parts.storage.transact(async (tx) => {
      await writeDeskSettings(tx, body);
      await audit(tx, { actor: who.actor, action: 'desk.set', object: 'desk', detail: JSON.stringify(body), ip }, now);
      await announce(tx, { kind: 'team' }, now);
    });
    parts.committed();
    return body;
  },
  async knowledgeSearch({ knowledge }, { query }) {
    const found = await knowledge.ask({ text: query.q, locale: query.locale });
    const nearest = found.kind === 'answer' ? found.sources : found.nearest;
    const items = nearest.map(({ entry, question, article }) => ({ entry, question, source: article }));
    return { items, confidence: found.confidence };
  },
  async upload(parts, { query, request, who, now }) {
    const bytes = request.body;
    if (!(bytes instanceof Uint8Array) || bytes.byteLength === 0) {
      throw new Refusal('bad_request', { message: 'Send the bytes as application/octet-stream.' });
    }
    const file = { name: query.name, mimeType: query.type, bytes, agent: who.agent.id };
    return storeUpload(parts, file, now);
  },
  async audit({ storage }, { query }) {
    const cursor = readCursor(query.cursor, 1);
    let rows = storage.db
      .selectFrom('audit_log')
      .leftJoin('agents', 'agents.id', 'audit_log.actor')
      .selectAll('audit_log')
      .select('agents.name as actor_name');
    if (query.actor !== undefined) rows = rows.where('actor', '=', query.actor);
    if (query.action !== undefined) rows = rows.where('action', '=', query.action);
    if (query.object !== undefined) rows = rows.where('object', '=', query.object);
    if (cursor) rows = rows.where('audit_log.id', '<', Number(cursor[0]));
    const found = await rows
      .orderBy('audit_log.id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const page = pageOf(found, query.limit, (row) => [row.id]);
    return {
      items: page.rows.map(({ actor_name, ...line }) => ({ ...line, actorName: actor_name })),
      next: page.next,
    };
  },
};

async function mustFind({ storage }: DeskParts, id: string | undefined): Promise<Agent> {
  const agent = await agentById(storage.db, id ?? '');
  if (!agent) throw notFound();
  return agent;
}

function memberOf(agent: Agent): z.input<typeof Member> {
  const { id, name, email, role, active, skills, capacity, limits, hours, presence, telegram, wecom } = agent;
  const locales = agent.locales.filter((each) => each === 'zh-CN' || each === 'en');
  return {
    id,
    name,
    email,
    role,
    active,
    invited: !agent.joined,
    skills,
    locales,
    capacity,
    limits,
    hours,
    presence,
    telegram,
    wecom,
  };
}

async function isOfAnother(tx: Tx, member: string, telegram: string): Promise<boolean> {
  const row = await tx
    .selectFrom('agents')
    .select('id')
    .where('telegram', '=', telegram)
    .where('id', '<>', member)
    .executeTakeFirst();
  return row !== undefined;
}

function linkOf({ publicUrl }: DeskParts, kind: 'join', token: string): string {
  return `${publicUrl.replace(/\/$/, '')}/desk/#/${kind}/${token}`;
}

/**
 * Hours in a zone or with a time that nobody knows would throw wherever somebody is looked for who is on duty; spans of one
 * day that are turned round or overlap would count an hour twice, or never.
 */
function mustMakeSense(hours: OfficeHours | null | undefined): void {
  if (hours && !isTimeZone(hours.timeZone))
    throw new Refusal('bad_request', { message: 'Use a time zone such as Asia/Shanghai.' });
  const spans = (hours?.days ?? []).toSorted((a, b) => a.day - b.day || a.from.localeCompare(b.from));
  for (const [index, { day, from, to }] of spans.entries()) {
    const before = spans[index - 1];
    if (from >= to || to > '24:00')
      throw new Refusal('bad_request', { message: `Day ${day}: ${from}–${to} must end after it begins, by 24:00.` });
    if (before?.day === day && from < before.to)
      throw new Refusal('bad_request', { message: `Day ${day}: ${from}–${to} begins before ${before.to} is over.` });
  }
}
