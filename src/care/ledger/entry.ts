import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { ConversationId, CustomerId, SendKey } from '../../core/index.ts';
import type { CareLedgerTable } from '../../storage/index.ts';
import type { Ask } from '../gate/verdict.ts';

export type LedgerRow = Selectable<CareLedgerTable>;

/** One message for one customer, as it is planned. Times in milliseconds. */
export interface NewEntry {
  /** Once per customer, for ever: 'campaign:ID', 'rule:birthday:2026', 'alert:delay:ORDER:late'. */
  occasion: string;
  /** What it is counted and taken up under: 'campaign:ID', 'rule:birthday', 'alert:delay'. */
  source: string;
  /** What a person pauses and stops as one; null: nothing. */
  batch: string | null;
  kind: 'alert' | 'care';
  topic: string;
  customer: CustomerId;
  /** Where it is to be said; null only for what is held out or refused. */
  conversation: ConversationId | null;
  variant: string | null;
  via: 'outbox' | 'task';
  /** Not before this time. */
  dueAt: number;
  /** Of no use after this time. */
  expiresAt: number;
  /** Left out: it is planned. Somebody of the holdout, or somebody who was refused from the start, has a row too. */
  status?: { kind: 'held-out' } | { kind: 'refused'; why: string };
}

/** At most 24 characters, the same for the same entry: a plan that is carried out twice says nothing twice. */
export function sendKeyOf(row: Pick<LedgerRow, 'occasion' | 'customer_id'>): SendKey {
  const hash = createHash('sha256')
    .update(JSON.stringify([row.occasion, row.customer_id]))
    .digest('base64url');
  return SendKey.parse(`c${hash.slice(0, 23)}`);
}

/** A message of several platform messages: `KEY`, `KEY.1`, `KEY.2`. The gate is asked about the first alone. */
export function partKey(key: SendKey, index: number): SendKey {
  return index === 0 ? key : SendKey.parse(`${key}.${index}`);
}

export function firstKey(key: string): string {
  return key.replace(/\.\d+$/, '');
}

/** The question that the gate is asked about a row; null when it has no place to be said. */
export function askAbout(row: LedgerRow, stage: Ask['stage']): Ask | null {
  if (row.conversation_id === null) return null;
  return {
    kind: row.kind,
    topic: row.topic,
    customer: CustomerId.parse(row.customer_id),
    conversation: ConversationId.parse(row.conversation_id),
    via: row.via,
    batch: row.batch,
    expiresAt: row.expires_at,
    own: row.id,
    stage,
  };
}
