import { noteChoice } from '../../care/index.ts';
import { WarmlineError } from '../../core/index.ts';
import { markRequestTold } from '../../customers/index.ts';
import { markTold, takeInvite } from '../../flows/index.ts';
import { recordFeedback, recordGap } from '../../knowledge/index.ts';
import type { Tx } from '../../storage/index.ts';
import type { Conversation } from '../conversation.ts';
import type { Effect } from './effect.ts';
import { changeSubscription } from './opt-out.ts';

/** What a turn wants beside words, in its transaction. Throws STORAGE_STALE_FENCE when somebody else has done it. */
export async function applyEffect(tx: Tx, conversation: Conversation, effect: Effect, now: number): Promise<void> {
  switch (effect.kind) {
    case 'say':
      return;
    case 'gap':
      await recordGap(tx, { ...effect, conversation: conversation.id, at: now });
      return;
    case 'feedback':
      await recordFeedback(tx, { ...effect, conversation: conversation.id, at: now });
      return;
    case 'need-person':
    case 'leave-queue':
      return; // handOff has done it
    case 'flow':
      return; // committed together, with the run
    case 'take-invite':
      if (await takeInvite(tx, effect.invite, now)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'This invitation was used or withdrawn meanwhile.');
    case 'news-told':
      if (await markTold(tx, effect.event)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'These news were told meanwhile.');
    case 'order-news-told':
      if (await markRequestTold(tx, effect.request, now)) return;
      throw new WarmlineError('STORAGE_STALE_FENCE', 'These news were told meanwhile.');
    case 'alert-choice':
      await noteChoice(tx, effect.pressed, { customer: conversation.customer, conversation: conversation.id }, now);
      return;
    case 'subscription':
      await changeSubscription(tx, conversation, effect.change, now);
      return;
    case 'unreachable':
      await tx.updateTable('conversations').set({ unreachable_since: now }).where('id', '=', conversation.id).execute();
      return;
    default:
      effect satisfies never;
  }
}
