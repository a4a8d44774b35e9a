import { ConsentTopic, type CustomerId, WarmlineError } from '../core/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { remark } from './marks.ts';

/**
 * What holds while a person has said nothing. Messages about their own order are part of the contract, and a survey
 * follows something that they did; everything else needs their word first (PIPL art. 13–14, GDPR art. 6–7).
 */
const ALLOWED_UNTIL_REFUSED: ReadonlySet<string> = new Set(['orders', 'surveys']);

export interface Consent {
  topic: string;
  granted: boolean;
  /** Where it was said: 'flow:care-messages', 'stop-word', 'agent:anna', 'import'. */
  source: string;
  at: number;
}

/** Writes down what a customer said about a topic. History is only ever added to; `at` in milliseconds. */
export async function setConsent(
  tx: Tx,
  customer: CustomerId,
  topic: string,
  granted: boolean,
  { source, at }: { source: string; at: number },
): Promise<void> {
  const checked = ConsentTopic.safeParse(topic);
  if (!checked.success)
    throw new WarmlineError('USAGE', `“${topic.slice(0, 80)}”: ${checked.error.issues[0]?.message ?? 'no topic'}.`);
  const said = { granted: granted ? 1 : 0, source, at };
  await tx
    .insertInto('consent_events')
    .values({ customer_id: customer, topic: checked.data, ...said })
    .execute();
  await tx
    .insertInto('customer_consents')
    .values({ customer_id: customer, topic: checked.data, ...said })
    .onConflict((conflict) => conflict.columns(['customer_id', 'topic']).doUpdateSet(said))
    .execute();
  await remark(tx, [customer]);
}

/**
 * "退订", "TD", "stop": refuses every topic that needs a word, those that were never spoken of included. Messages
 * about own orders go on, unless `everything`.
 */
export async function withdrawConsents(
  tx: Tx,
  customer: CustomerId,
  said: { source: string; at: number; everything?: boolean },
): Promise<void> {
  const known = (await consentsOf(tx, customer)).map((consent) => consent.topic);
  const topics = new Set(['care', 'offers', ...known, ...(said.everything ? ALLOWED_UNTIL_REFUSED : [])]);
  for (const topic of topics) {
    if (ALLOWED_UNTIL_REFUSED.has(topic) && said.everything !== true) continue;
    await setConsent(tx, customer, topic, false, said);
  }
}

/** What holds now, by topic. */
export async function consentsOf(db: Database | Tx, customer: CustomerId): Promise<Consent[]> {
  const rows = await db
    .selectFrom('customer_consents')
    .selectAll()
    .where('customer_id', '=', customer)
    .orderBy('topic')
    .execute();
  return rows.map(consentOf);
}

/** Everything that was ever said, oldest first. */
export async function consentHistory(db: Database | Tx, customer: CustomerId): Promise<Consent[]> {
  const rows = await db
    .selectFrom('consent_events')
    .selectAll()
    .where('customer_id', '=', customer)
    .orderBy('id')
    .execute();
  return rows.map(consentOf);
}

/** Whether we may write first about this topic. Somebody who asked to be forgotten is told nothing any more. */
export async function mayBeTold(db: Database | Tx, customer: CustomerId, topic: string): Promise<boolean> {
  const leaving = await db
    .selectFrom('customer_erasures')
    .select('id')
    .where('customer_id', '=', customer)
    .executeTakeFirst();
  if (leaving) return false;
  const row = await db
    .selectFrom('customer_consents')
    .select('granted')
    .where('customer_id', '=', customer)
    .where('topic', '=', topic)
    .executeTakeFirst();
  return row ? row.granted === 1 : allowedUntilRefused(topic);
}

export function allowedUntilRefused(topic: string): boolean {
  return ALLOWED_UNTIL_REFUSED.has(topic);
}

function consentOf(row: { topic: string; granted: number; source: string; at: number }): Consent {
  return { topic: row.topic, granted: row.granted === 1, source: row.source, at: row.at };
}
