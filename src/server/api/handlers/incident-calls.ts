import { decideIncident, type Incident, type IncidentDecision, listIncidents } from '../../../care/index.ts';
import { audit } from '../../../handoff/index.ts';
import type { DelayIncident, INCIDENTS_API } from '../../contract/incidents.ts';
import type { DeskParts, Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';

/** More have not happened at once in any shop. */
const MOST_SHOWN = 100;

export const incidentCalls: Handlers<keyof typeof INCIDENTS_API> = {
  async delayIncidents({ storage }) {
    return { items: (await listIncidents(storage.db, MOST_SHOWN)).map(incidentOf) };
  },
  decideDelayIncident: (parts, { who, params, body, now, ip }) =>
    decide(parts, params['incident'] ?? '', { kind: body.decision }, { actor: who.actor, ip }, now),
  wordDelayIncident: (parts, { who, params, body, now, ip }) =>
    decide(parts, params['incident'] ?? '', { kind: 'words', ...body }, { actor: who.actor, ip }, now),
};

async function decide(
  parts: DeskParts,
  id: string,
  decision: IncidentDecision,
  by: { actor: string; ip: string },
  now: number,
): Promise<DelayIncident> {
  const before = (await listIncidents(parts.storage.db, MOST_SHOWN)).find((each) => each.id === id);
  if (before?.state === 'stopped')
    throw new Refusal('wrong_state', { message: 'It was stopped: nothing of it is told any more.' });
  const incident = await decideIncident(parts.storage, id, decision, by.actor, now);
  if (incident === null) throw notFound();
  const object = `delay-incident:${id}`;
  await parts.storage.transact((tx) => audit(tx, { ...by, action: `delay-incident.${decision.kind}`, object }, now));
  parts.committed();
  return incidentOf(incident);
}

function incidentOf(row: Incident): DelayIncident {
  return {
    id: row.id,
    cause: row.cause,
    place: row.place,
    state: row.state,
    words: { 'zh-CN': row.words_zh, en: row.words_en },
    orders: row.orders,
    waiting: row.waiting,
    sent: row.sent,
    startedAt: row.started_at,
    lastAt: row.last_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  };
}
