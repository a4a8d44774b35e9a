import { expect, test } from 'vitest';
import { ConversationId, CustomerId } from '../../src/core/index.ts';
import {
  COMPLAINT_CLOCKS,
  complaintsCsv,
  createComplaintDesk,
  type Intake,
  markTold,
  overdueComplaints,
  untoldNews,
} from '../../src/flows/index.ts';
import { describeStorages } from '../support/storage.ts';

/** Saturday, 2026-11-21 17:00 in Shanghai. */
const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z').epochMilliseconds;
const HOUR = 3_600_000;
const CLOCKS = { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' };

function intake(key: string, change: Partial<Intake> = {}): Intake {
  return {
    key,
    customer: CustomerId.parse('c-anna'),
    conversation: ConversationId.parse('k-anna'),
    order: 'A1024',
    category: 'quality',
    what: '沙发腿断了',
    wish: 'refund',
    photos: [],
    contact: null,
    happenedOn: null,
    topTier: false,
    now: NOW,
    ...change,
  };
}

function deed(key: string, now = NOW, actor = 'agent-1') {
  return { key, now, actor };
}

describeStorages('complaints', (newStorage) => {
  test('get a number of their day, a grade and two clocks', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const { kind, complaint } = await desk.open(intake('k1'));
    expect(kind).toBe('opened');
    expect(complaint).toMatchObject({
      number: 'C-20261121-0001',
      grade: 'ordinary',
      state: 'open',
      respondBy: NOW + 24 * HOUR,
    });
    expect(Temporal.Instant.fromEpochMilliseconds(complaint.resolveBy).toString()).toBe('2026-11-25T10:00:00Z');
    const other = await desk.open(intake('k2', { customer: CustomerId.parse('c-ben') }));
    expect(other.complaint.number).toBe('C-20261121-0002');
    const tomorrow = await desk.open(intake('k3', { order: null, now: NOW + 8 * HOUR }));
    expect(tomorrow.complaint.number).toBe('C-20261122-0001');
  });

  test('opened at the same time by fifty customers have fifty numbers without a gap', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const opened = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        desk.open(intake(`k${index}`, { customer: CustomerId.parse(`c-${index}`) })),
      ),
    );
    const numbers = opened.map(({ complaint }) => complaint.number).sort();
    expect(numbers).toEqual(
      Array.from({ length: 50 }, (_, index) => `C-20261121-${String(index + 1).padStart(4, '0')}`),
    );
  });

  test('the same intake again is the same complaint, and another about the same order joins it', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const first = await desk.open(intake('k1'));
    expect((await desk.open(intake('k1'))).complaint.number).toBe(first.complaint.number);
    const joined = await desk.open(
      intake('k2', { what: '我要打12315，还要曝光你们', photos: [{ kind: 'image', ref: 'p' }] }),
    );
    await desk.open(intake('k2', { what: '我要打12315，还要曝光你们', photos: [{ kind: 'image', ref: 'p' }] }));
    expect(joined).toMatchObject({ kind: 'joined', complaint: { number: first.complaint.number, grade: 'crisis' } });
    expect(await desk.mine(CustomerId.parse('c-anna'))).toHaveLength(1);
    expect((await desk.mine(CustomerId.parse('c-anna')))[0]?.photos).toHaveLength(1);
  });

  test('a settled one is not joined, and a repeat is graded higher', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const { complaint } = await desk.open(intake('k1'));
    await desk.resolve(complaint.number, '全额退款', deed('d1', NOW + HOUR));
    const again = await desk.open(intake('k2', { now: NOW + 2 * HOUR }));
    expect(again).toMatchObject({
      kind: 'opened',
      complaint: { number: 'C-20261121-0002', grade: 'hot', reasons: ['repeated'] },
    });
  });

  test('go through answer, resolution, reopening and closing, and the customer is told of every change once', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const anna = CustomerId.parse('c-anna');
    const { number } = (await desk.open(intake('k1'))).complaint;
    await desk.assign(number, 'agent-1', deed('d1', NOW + 1));
    expect(await desk.respond(number, '正在核实', deed('d2', NOW + 2))).toMatchObject({
      state: 'responded',
      respondedAt: NOW + 2,
    });
    expect(await desk.resolve(number, '换新', deed('d3', NOW + 3))).toMatchObject({
      state: 'resolved',
      resolution: '换新',
    });
    expect(await desk.confirm(number, anna, false, '还是坏的', deed('d4', NOW + 4, 'customer'))).toMatchObject({
      state: 'reopened',
    });
    await desk.resolve(number, '退款', deed('d5', NOW + 5));
    expect(await desk.confirm(number, anna, true, '', deed('d6', NOW + 6, 'customer'))).toMatchObject({
      state: 'closed',
    });
    const news = await untoldNews(storage);
    expect(news.map((each) => each.kind)).toEqual(['assigned', 'responded', 'resolved', 'resolved']);
    const [first] = news;
    if (!first) throw new Error('no news');
    expect(await storage.transact((tx) => markTold(tx, first.id))).toBe(true);
    expect(await storage.transact((tx) => markTold(tx, first.id))).toBe(false);
    expect(await untoldNews(storage)).toHaveLength(3);
  });

  test('are seen, added to and confirmed by their customer only', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const { number } = (await desk.open(intake('k1'))).complaint;
    const ben = CustomerId.parse('c-ben');
    expect(await desk.add(number, ben, { text: 'x', photos: [] }, deed('d1'))).toBeNull();
    expect(await desk.confirm(number, ben, true, '', deed('d2'))).toBeNull();
    expect(await desk.mine(ben)).toEqual([]);
  });

  test('clocks that run out are told once each, and a reopened one has a new clock', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const { number, resolveBy } = (await desk.open(intake('k1'))).complaint;
    expect(await overdueComplaints(storage, NOW + 23 * HOUR)).toEqual([]);
    expect(await overdueComplaints(storage, NOW + 25 * HOUR)).toMatchObject([
      { clock: 'respond', complaint: { number } },
    ]);
    expect(await overdueComplaints(storage, NOW + 26 * HOUR)).toEqual([]);
    expect(await overdueComplaints(storage, resolveBy + 1)).toMatchObject([{ clock: 'resolve' }]);
    expect(await overdueComplaints(storage, resolveBy + 2)).toEqual([]);
    await desk.resolve(number, 'ok', deed('d1', resolveBy + 3));
    await desk.confirm(number, CustomerId.parse('c-anna'), false, '', deed('d2', resolveBy + 4));
    expect(await overdueComplaints(storage, resolveBy + 5)).toEqual([]);
    expect(await overdueComplaints(storage, resolveBy + 30 * 24 * HOUR)).toMatchObject([{ clock: 'resolve' }]);
  });

  test('a complex one has seven work days from its opening', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    const { number } = (await desk.open(intake('k1'))).complaint;
    const complex = await desk.makeComplex(number, '需要厂家检测', deed('d1'));
    expect(Temporal.Instant.fromEpochMilliseconds(complex.resolveBy).toString()).toBe('2026-12-01T10:00:00Z');
  });

  test('leave as CSV in which no cell is a formula', async () => {
    const storage = await newStorage();
    const desk = createComplaintDesk(storage, CLOCKS);
    await desk.open(intake('k1', { what: '=HYPERLINK("http://evil")\n"quoted"', contact: '+8613800138000' }));
    await desk.open(intake('k2', { order: null, what: '  @SUM(1)' }));
    const csv = await complaintsCsv(storage.db, NOW - 1, NOW + 1, 'Asia/Shanghai');
    expect(csv.startsWith('\uFEFFnumber,')).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")`);
    expect(csv).toContain("'+8613800138000");
    expect(csv).toContain("'  @SUM(1)");
    expect(csv).toContain('2026-11-21T17:00');
  });
});
