import type { CustomerId } from '../../core/index.ts';
import { requestErasure, setConsent, setLocale, setTag } from '../../customers/index.ts';
import type { TurnEffect } from '../../flows/index.ts';
import type { Tx } from '../../storage/index.ts';

/** Writes what a flow changes about the customer, in the turn's transaction. */
export async function applyFlowEffect(tx: Tx, customer: CustomerId, effect: TurnEffect, now: number): Promise<void> {
  switch (effect.kind) {
    case 'tag':
      await setTag(tx, customer, effect.tag, effect.on, 'flow', now);
      return;
    case 'consent':
      await setConsent(tx, customer, effect.topic, effect.granted, { source: 'chat', at: now });
      return;
    case 'language':
      await setLocale(tx, customer, effect.locale);
      return;
    case 'erase':
      await requestErasure(tx, customer, now);
      return;
    case 'say': // an outbox row already
    case 'invite': // the flows house has stored it
    case 'decline-surveys':
    case 'complete':
    case 'handoff': // the turn changes the owner
      return;
    default:
      effect satisfies never;
  }
}
