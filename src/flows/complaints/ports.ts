import type { Json } from '../engine/slots/heard.ts';
import type { Port, PortCall, Ports } from '../ports/port.ts';
import type { Complaint } from './complaint.ts';
import type { ComplaintDesk, Deed } from './desk.ts';

type Input = Readonly<Record<string, Json>>;
type ComplaintPorts = Pick<Ports, 'complaints.open' | 'complaints.mine' | 'complaints.add' | 'complaints.confirm'>;

/** The desk as flows call it. `isTopTier` asks the customers' house. */
export function complaintPorts(desk: ComplaintDesk, isTopTier: (call: PortCall) => Promise<boolean>): ComplaintPorts {
  const open: Port = async (input, call) => {
    const { kind, complaint } = await desk.open({
      key: call.key,
      customer: call.customer,
      conversation: call.conversation,
      order: textOf(input, 'order'),
      category: textOf(input, 'category') ?? 'other',
      what: textOf(input, 'what') ?? '',
      wish: textOf(input, 'wish'),
      photos: listOf(input, 'photos'),
      contact: textOf(input, 'contact'),
      happenedOn: textOf(input, 'happened_on'),
      topTier: await isTopTier(call),
      now: call.now,
    });
    return { outcome: kind, data: shown(complaint) };
  };

  const mine: Port = async (input, call) => {
    const all = await desk.mine(call.customer);
    const wanted = textOf(input, 'number');
    const chosen = wanted === null ? all : all.filter((each) => compact(each.number) === compact(wanted));
    const [first] = chosen;
    if (first === undefined) return { outcome: 'none' };
    if (chosen.length === 1) return { outcome: 'one', data: shown(first) };
    return { outcome: 'several', data: { list: chosen.map(shown) } };
  };

  const add: Port = async (input, call) => {
    const addition = { text: textOf(input, 'text') ?? '', photos: listOf(input, 'photos') };
    const complaint = await desk.add(textOf(input, 'number') ?? '', call.customer, addition, deedOf(call));
    return { outcome: complaint === null ? 'unknown' : 'done' };
  };

  const confirm: Port = async (input, call) => {
    const solved = input['solved'] === 'yes' || input['solved'] === true;
    const complaint = await desk.confirm(
      textOf(input, 'number') ?? '',
      call.customer,
      solved,
      textOf(input, 'text') ?? '',
      deedOf(call),
    );
    if (complaint === null) return { outcome: 'unknown' };
    return { outcome: solved ? 'closed' : 'reopened' };
  };

  return { 'complaints.open': open, 'complaints.mine': mine, 'complaints.add': add, 'complaints.confirm': confirm };
}

/** What a customer may see of a complaint: nothing about its grade. */
function shown(complaint: Complaint): Json {
  const settled = complaint.state === 'resolved' || complaint.state === 'closed';
  return {
    number: complaint.number,
    state: complaint.state,
    respond_by: complaint.respondedAt === null ? iso(complaint.respondBy) : null,
    resolve_by: settled ? null : iso(complaint.resolveBy),
    resolution: complaint.resolution,
  };
}

function deedOf(call: PortCall): Deed {
  return { key: call.key, actor: 'customer', now: call.now };
}

function iso(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

function compact(number: string): string {
  return number.replace(/[\s-]/g, '').toUpperCase();
}

function textOf(input: Input, name: string): string | null {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function listOf(input: Input, name: string): readonly Json[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}
