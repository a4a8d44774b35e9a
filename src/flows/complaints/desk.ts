import { type ConversationId, type CustomerId, WarmlineError } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import { type ComplaintClocks, dayOfNumber, resolveBy, respondBy } from './clocks.ts';
import { type Complaint, OPEN_STATES } from './complaint.ts';
import { gradeComplaint } from './grade.ts';
import {
  complaintByKey,
  complaintByNumber,
  complaintsOf,
  countComplaintsSince,
  insertComplaint,
  insertEvent,
  nextComplaintNumber,
  openComplaintAbout,
  updateComplaint,
} from './repository.ts';

/** What a customer tells. `key`: the same intake again finds the complaint that it opened. */
export interface Intake {
  key: string;
  customer: CustomerId;
  conversation: ConversationId;
  order: string | null;
  category: string;
  what: string;
  wish: string | null;
  photos: readonly unknown[];
  contact: string | null;
  happenedOn: string | null;
  topTier: boolean;
  now: number;
}

/** Somebody's doing. `key` makes it repeatable; `actor` is an agent's id, 'customer' or 'system'. */
export interface Deed {
  key: string;
  actor: string;
  now: number;
}

export interface ComplaintDesk {
  /** Opens a complaint, or joins it to the customer's open one about the same order. */
  open(intake: Intake): Promise<{ kind: 'opened' | 'joined'; complaint: Complaint }>;
  mine(customer: CustomerId): Promise<readonly Complaint[]>;
  /** By the customer: words and photos. Null when the number is not theirs. */
  add(
    number: string,
    customer: CustomerId,
    addition: { text: string; photos: readonly unknown[] },
    deed: Deed,
  ): Promise<Complaint | null>;
  /** By the customer, on a resolution: it is closed, or goes back to work with a new clock. Null when it is not theirs. */
  confirm(number: string, customer: CustomerId, solved: boolean, text: string, deed: Deed): Promise<Complaint | null>;
  assign(number: string, owner: string, deed: Deed): Promise<Complaint>;
  /** The first answer of a person stops the first clock. */
  respond(number: string, text: string, deed: Deed): Promise<Complaint>;
  /** Proposes a resolution; the customer confirms it or reopens. */
  resolve(number: string, resolution: string, deed: Deed): Promise<Complaint>;
  /** Needs more time: the longer clock, counted from the opening. */
  makeComplex(number: string, reason: string, deed: Deed): Promise<Complaint>;
}

const REPEAT_WINDOW_MS = 90 * 86_400_000;
const MOST_LISTED = 10;

export function createComplaintDesk(storage: Storage, clocks: ComplaintClocks): ComplaintDesk {
  async function open(intake: Intake): Promise<{ kind: 'opened' | 'joined'; complaint: Complaint }> {
    return storage.transact(async (tx) => {
      const before = await complaintByKey(tx, intake.key);
      if (before) return { kind: 'opened', complaint: before };
      const twin = intake.order === null ? null : await openComplaintAbout(tx, intake.customer, intake.order);
      if (twin) return { kind: 'joined', complaint: await join(tx, twin, intake) };
      const earlier = await countComplaintsSince(tx, intake.customer, intake.now - REPEAT_WINDOW_MS);
      const { grade, reasons } = gradeComplaint({ text: intake.what, earlier, topTier: intake.topTier });
      const number = await nextComplaintNumber(tx, dayOfNumber(intake.now, clocks.timeZone));
      await insertComplaint(tx, {
        number,
        opened_key: intake.key,
        customer_id: intake.customer,
        conversation_id: intake.conversation,
        order_number: intake.order,
        category: intake.category,
        what: intake.what,
        wish: intake.wish,
        photos: JSON.stringify(intake.photos),
        contact: intake.contact,
        happened_on: intake.happenedOn,
        grade,
        reasons: JSON.stringify(reasons),
        complex: 0,
        state: 'open',
        owner: null,
        resolution: null,
        opened_at: intake.now,
        respond_by: respondBy(intake.now, grade, clocks),
        resolve_by: resolveBy(intake.now, false, clocks),
        responded_at: null,
        resolved_at: null,
      });
      await insertEvent(tx, {
        complaint: number,
        kind: 'opened',
        actor: 'customer',
        detail: '',
        tell: false,
        at: intake.now,
        key: intake.key,
      });
      return { kind: 'opened', complaint: await mustFind(tx, number) };
    });
  }

  /** What is new goes into the history; a worse sign raises the grade and draws the first clock closer. */
  async function join(tx: Tx, twin: Complaint, intake: Intake): Promise<Complaint> {
    const isNew = await insertEvent(tx, {
      complaint: twin.number,
      kind: 'added',
      actor: 'customer',
      detail: intake.what,
      tell: false,
      at: intake.now,
      key: intake.key,
    });
    if (isNew) await take(tx, twin, intake.what, intake.photos, intake.topTier, intake.now);
    return mustFind(tx, twin.number);
  }

  async function take(
    tx: Tx,
    complaint: Complaint,
    text: string,
    photos: readonly unknown[],
    topTier: boolean,
    now: number,
  ): Promise<void> {
    const earlier = complaint.reasons.includes('repeated') ? 1 : 0;
    const tier = topTier || complaint.reasons.includes('top-tier');
    const { grade, reasons } = gradeComplaint({ text: `${complaint.what}\n${text}`, earlier, topTier: tier });
    const worse = SEVERITY[grade] > SEVERITY[complaint.grade];
    await updateComplaint(tx, complaint.number, {
      photos: JSON.stringify([...complaint.photos, ...photos]),
      ...(worse
        ? {
            grade,
            reasons: JSON.stringify(reasons),
            respond_by: Math.min(complaint.respondBy, respondBy(now, grade, clocks)),
          }
        : {}),
    });
  }

  /** Changes a complaint once per deed; a deed that was done before changes nothing. */
  async function change(
    number: string,
    deed: Deed,
    event: { kind: Parameters<typeof insertEvent>[1]['kind']; detail: string; tell: boolean },
    fields: (complaint: Complaint) => Parameters<typeof updateComplaint>[2],
  ): Promise<Complaint> {
    return storage.transact(async (tx) => {
      const complaint = await mustFind(tx, number);
      const isNew = await insertEvent(tx, {
        complaint: number,
        ...event,
        actor: deed.actor,
        at: deed.now,
        key: deed.key,
      });
      const changed = isNew ? fields(complaint) : {};
      if (Object.keys(changed).length > 0) await updateComplaint(tx, number, changed);
      return mustFind(tx, number);
    });
  }

  async function ofCustomer(number: string, customer: CustomerId): Promise<Complaint | null> {
    const complaint = await complaintByNumber(storage.db, number);
    return complaint?.customer === customer ? complaint : null;
  }

  return {
    open,
    mine: (customer) => complaintsOf(storage.db, customer, MOST_LISTED),
    async add(number, customer, { text, photos }, deed) {
      if ((await ofCustomer(number, customer)) === null) return null;
      return storage.transact(async (tx) => {
        const complaint = await mustFind(tx, number);
        const isNew = await insertEvent(tx, {
          complaint: number,
          kind: 'added',
          actor: deed.actor,
          detail: text,
          tell: false,
          at: deed.now,
          key: deed.key,
        });
        if (isNew) await take(tx, complaint, text, photos, false, deed.now);
        return mustFind(tx, number);
      });
    },
    async confirm(number, customer, solved, text, deed) {
      const own = await ofCustomer(number, customer);
      if (own === null) return null;
      if (solved)
        return change(number, deed, { kind: 'confirmed', detail: text, tell: false }, () => ({ state: 'closed' }));
      return change(number, deed, { kind: 'reopened', detail: text, tell: false }, () => ({
        state: 'reopened',
        resolved_at: null,
        resolve_by: resolveBy(deed.now, own.complex, clocks),
      }));
    },
    assign: (number, owner, deed) =>
      change(number, deed, { kind: 'assigned', detail: owner, tell: true }, () => ({ owner })),
    respond: (number, text, deed) =>
      change(number, deed, { kind: 'responded', detail: text, tell: true }, (complaint) => ({
        responded_at: complaint.respondedAt ?? deed.now,
        ...(complaint.state === 'open' ? { state: 'responded' as const } : {}),
      })),
    resolve: (number, resolution, deed) =>
      change(number, deed, { kind: 'resolved', detail: resolution, tell: true }, (complaint) =>
        OPEN_STATES.includes(complaint.state)
          ? { state: 'resolved', resolution, resolved_at: deed.now, responded_at: complaint.respondedAt ?? deed.now }
          : {},
      ),
    makeComplex: (number, reason, deed) =>
      change(number, deed, { kind: 'made-complex', detail: reason, tell: true }, (complaint) => ({
        complex: 1,
        resolve_by: Math.max(complaint.resolveBy, resolveBy(complaint.openedAt, true, clocks)),
      })),
  };
}

const SEVERITY = { ordinary: 0, hot: 1, crisis: 2 };

async function mustFind(tx: Tx, number: string): Promise<Complaint> {
  const complaint = await complaintByNumber(tx, number);
  if (complaint === null) throw new WarmlineError('NOT_FOUND', `There is no complaint ${number}.`);
  return complaint;
}
