import type { Tx } from '../../storage/index.ts';
import { announce } from '../desk/desk-events.ts';
import { leadsToTell } from '../desk/leads.ts';
import type { CaseRow } from './case.ts';
import { noteEvent } from './case-events.ts';

/** A case needs a lead: their consoles ring, and its history says who was told. */
export async function tellLeads(
  tx: Tx,
  { id, conversation_id: conversation }: Pick<CaseRow, 'id' | 'conversation_id'>,
  now: number,
): Promise<void> {
  const told = await leadsToTell(tx);
  for (const lead of told) await announce(tx, { kind: 'queue', conversation, alert: true }, now, lead);
  const detail = told.join(',');
  await noteEvent(tx, { case: id, conversation, kind: 'escalated', actor: 'system', detail }, now);
}
