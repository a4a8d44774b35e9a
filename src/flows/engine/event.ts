import type { ChoiceId, Locale, MediaRef } from '../../core/index.ts';
import type { Json } from './slots/heard.ts';

/** What happens to a run. `locale` is the language of the message when the bot is sure of it; the run then speaks it. */
export type FlowEvent =
  /** Begins. `text` is what the customer said; values in it are taken, so that nothing is asked twice. */
  | { kind: 'start'; text?: string; slots?: Readonly<Record<string, Json>> }
  | { kind: 'message'; text: string; locale?: Locale }
  | { kind: 'choice'; id: ChoiceId }
  | { kind: 'media'; media: MediaRef }
  | { kind: 'timeout'; key: string }
  /** A digression was answered, or a nested flow ended, or an agent gave the conversation back. */
  | { kind: 'resumed'; after: 'answer' | 'flow' | 'agent' }
  /** A digression found no answer: the words are the flow's after all. */
  | { kind: 'unanswered'; text: string }
  /** "Ok", "嗯", "cool": words that only say that something was heard. */
  | { kind: 'acknowledged'; text: string }
  /** The outcome of a `call`. `unavailable` when the port failed. */
  | { kind: 'called'; key: string; outcome: string; data?: Json };
