import { CustomerId } from '../../../core/index.ts';
import {
  countSegment,
  defineTagGroup,
  exportCustomers,
  findCustomers,
  importCustomers,
  joinCustomers,
  ProfileChange,
  profileOf,
  readCustomersCsv,
  readSegment,
  type Segment,
  setConsent,
  setProfile,
  setTag,
  setTier,
  tagCounts,
  tagGroups,
  undoJoin,
} from '../../../customers/index.ts';
import { audit } from '../../../handoff/index.ts';
import type { Tx } from '../../../storage/index.ts';
import type { CUSTOMERS_API, CustomerDetail } from '../../contract/customers.ts';
import { pageOf, readCursor } from '../cursor.ts';
import { customerDetail } from '../customer-detail.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';

/** What a browser is given at once; the command line has no end. */
const MOST_EXPORTED = 50_000;

export const customerCalls: Handlers<keyof typeof CUSTOMERS_API> = {
  async findCustomers({ storage, care }, { body, now }) {
    const checked = readSegment(body.segment ?? { everybody: true });
    if (checked.kind === 'problems') return { items: [], next: null, count: null, problems: [...checked.problems] };
    const { segment } = checked;
    const moment = { now, timeZone: care.audience.timeZone };
    const cursor = readCursor(body.cursor, 1);
    const { text, limit } = body;
    const before = cursor === null ? {} : { before: String(cursor[0]) };
    const found = await findCustomers(storage, { text, segment, limit: limit + 1, ...before }, moment);
    const page = pageOf(found, limit, ({ id }) => [id]);
    return {
      items: page.rows.map(({ createdAt, tags, ...each }) => ({ ...each, tags: [...tags], since: createdAt })),
      next: page.next,
      count: cursor === null && text === '' ? await countSegment(storage, segment, moment) : null,
      problems: [],
    };
  },
  customerDetail: (parts, call) => detailOf(parts, call),
  async changeCustomer(parts, call) {
    const { tier, ...rest } = call.body;
    const change = ProfileChange.safeParse(rest);
    if (!change.success) throw new Refusal('bad_request', { message: change.error.issues[0]?.message ?? 'not valid' });
    return changed(parts, call, 'customer.change', Object.keys(call.body).join(' '), async (tx, customer, source) => {
      await setProfile(tx, customer, change.data);
      if (tier !== undefined) await setTier(tx, customer, tier, source, call.now);
    });
  },
  tagCustomer: (parts, call) =>
    changed(parts, call, call.body.on ? 'customer.tag' : 'customer.untag', call.body.tag, (tx, customer, source) =>
      setTag(tx, customer, call.body.tag, call.body.on, source, call.now),
    ),
  noteConsent: (parts, call) =>
    changed(
      parts,
      call,
      call.body.granted ? 'customer.consent' : 'customer.refusal',
      call.body.topic,
      (tx, customer, source) => setConsent(tx, customer, call.body.topic, call.body.granted, { source, at: call.now }),
    ),
  async joinCustomers({ storage }, { who, params, body, now, ip }) {
    const into = customerOf(params['customer']);
    return storage.transact(async (tx) => {
      const said = { reason: 'agent' as const, source: `agent:${who.agent.id}`, at: now };
      const joined = await joinCustomers(tx, { from: CustomerId.parse(body.other), into, ...said });
      if (joined.kind === 'same') return { kind: 'refused' as const, reason: 'same' as const };
      if (joined.kind === 'refused') return joined;
      await audit(
        tx,
        { actor: who.actor, action: 'customer.join', object: `customer:${into}`, detail: body.other, ip },
        now,
      );
      return { kind: 'joined' as const };
    });
  },
  async undoJoin({ storage }, { who, params, now, ip }) {
    const id = Number(params['join']);
    await storage.transact(async (tx) => {
      if (!Number.isSafeInteger(id) || !(await undoJoin(tx, id, now))) throw notFound();
      await audit(tx, { actor: who.actor, action: 'customer.undo-join', object: `join:${id}`, ip }, now);
    });
    return { done: true as const };
  },
  async importCustomers({ storage }, { who, body, now, ip }) {
    const { rows, problems } = readCustomersCsv(body.csv);
    if (body.dryRun) return { rows: rows.length, created: 0, updated: 0, problems: [...problems] };
    const done = await importCustomers(storage, rows, { source: `import:${who.agent.id}`, at: now });
    const detail = `${done.created} new, ${done.updated} updated`;
    await storage.transact((tx) =>
      audit(tx, { actor: who.actor, action: 'customer.import', object: 'customers', detail, ip }, now),
    );
    const all = [...problems, ...done.problems].sort((a, b) => a.line - b.line);
    return { rows: rows.length, created: done.created, updated: done.updated, problems: all };
  },
  async exportCustomers({ storage, care }, { who, body, now, ip }) {
    const segment = segmentOf(body.segment);
    const moment = { now, timeZone: care.audience.timeZone };
    const count = await countSegment(storage, segment, moment);
    await storage.transact((tx) =>
      audit(
        tx,
        { actor: who.actor, action: 'customer.export', object: 'customers', detail: `${count} people`, ip },
        now,
      ),
    );
    if (count > MOST_EXPORTED) return { csv: '', complete: false };
    const parts: string[] = [];
    for await (const part of exportCustomers(storage, segment, moment)) parts.push(part);
    return { csv: parts.join(''), complete: true };
  },
  async customerTags({ storage }) {
    return { items: await tagCounts(storage.db), groups: await tagGroups(storage.db) };
  },
  async setTagGroup({ storage }, { who, params, body, now, ip }) {
    const name = params['group'] ?? '';
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name))
      throw new Refusal('bad_request', { message: 'A group is a word in small letters.' });
    await storage.transact(async (tx) => {
      await defineTagGroup(tx, { name, ...body });
      await audit(tx, { actor: who.actor, action: 'tag-group.set', object: `tag-group:${name}`, ip }, now);
    });
    return { done: true as const };
  },
};

type AnyCall = Pick<Call, 'who' | 'params' | 'now' | 'ip'>;

function customerOf(id: string | undefined): CustomerId {
  const parsed = CustomerId.safeParse(id);
  if (!parsed.success) throw notFound();
  return parsed.data;
}

function segmentOf(value: unknown): Segment {
  const checked = readSegment(value ?? { everybody: true });
  if (checked.kind === 'segment') return checked.segment;
  const [first] = checked.problems;
  throw new Refusal('bad_request', { message: `${first?.at ?? ''}: ${first?.message ?? 'no segment'}` });
}

async function detailOf({ storage, care }: DeskParts, { params }: Pick<AnyCall, 'params'>): Promise<CustomerDetail> {
  const detail = await customerDetail(storage.db, care.rules, customerOf(params['customer']));
  if (detail === null) throw notFound();
  return detail;
}

/** One change of a customer and its line in the audit log, committed together; answers with the customer as they are now. */
async function changed(
  parts: DeskParts,
  call: AnyCall,
  action: string,
  detail: string,
  act: (tx: Tx, customer: CustomerId, source: string) => Promise<unknown>,
): Promise<CustomerDetail> {
  const customer = customerOf(call.params['customer']);
  await parts.storage.transact(async (tx) => {
    if ((await profileOf(tx, customer)) === null) throw notFound();
    await act(tx, customer, `agent:${call.who.agent.id}`);
    await audit(tx, { actor: call.who.actor, action, object: `customer:${customer}`, detail, ip: call.ip }, call.now);
  });
  return detailOf(parts, call);
}
