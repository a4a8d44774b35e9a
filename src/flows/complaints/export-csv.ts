import { stringify } from 'csv-stringify/sync';
import { safeCell } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';
import { type Complaint, complaintOf } from './complaint.ts';

const COLUMNS = [
  'number',
  'opened',
  'state',
  'grade',
  'reasons',
  'category',
  'order',
  'what',
  'wish',
  'contact',
  'owner',
  'respond by',
  'resolve by',
  'responded',
  'resolved',
  'resolution',
] as const;

/** Complaints opened in a time as CSV with a byte order mark, so that spreadsheets read the Chinese. */
export async function complaintsCsv(db: Database, from: number, to: number, timeZone: string): Promise<string> {
  const rows = await db
    .selectFrom('complaints')
    .selectAll()
    .where('opened_at', '>=', from)
    .where('opened_at', '<', to)
    .orderBy('opened_at')
    .execute();
  const lines = rows.map((row) => lineOf(complaintOf(row), timeZone).map(safeCell));
  return stringify([[...COLUMNS], ...lines], { bom: true });
}

function lineOf(complaint: Complaint, timeZone: string): string[] {
  const time = (at: number | null) =>
    at === null
      ? ''
      : Temporal.Instant.fromEpochMilliseconds(at)
          .toZonedDateTimeISO(timeZone)
          .toPlainDateTime()
          .toString({ smallestUnit: 'minute' });
  return [
    complaint.number,
    time(complaint.openedAt),
    complaint.state,
    complaint.grade,
    complaint.reasons.join(' '),
    complaint.category,
    complaint.order ?? '',
    complaint.what,
    complaint.wish ?? '',
    complaint.contact ?? '',
    complaint.owner ?? '',
    time(complaint.respondBy),
    time(complaint.resolveBy),
    time(complaint.respondedAt),
    time(complaint.resolvedAt),
    complaint.resolution ?? '',
  ];
}
