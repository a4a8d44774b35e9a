import { noteOptedOut } from '../../care/index.ts';
import { type Address, addressKey, CustomerId, type IncomingMessage, type Locale } from '../../core/index.ts';
import { setConsent, withdrawConsents } from '../../customers/index.ts';
import { declineSurveys } from '../../flows/index.ts';
import { detectLocale } from '../../knowledge/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import type { Conversation } from '../conversation.ts';
import { choiceId } from './choices.ts';
import { type Effect, say } from './effect.ts';
import type { Decision, Mind } from './mind.ts';
import type { SubscriptionChange } from './subscription.ts';

/** Whole messages only; what platforms, texts under advertisements and carriers have taught people to type. */
const STOP =
  /^(?:退订|退訂|td|t退订|退订回?复?t|回?复?td?退订|取消订阅|取消訂閱|stop|stop ?all|unsubscribe|unsub|opt ?-?out)$/iu;
/** Inside a guided dialogue this ends the dialogue, too: whoever says it may mean either. */
const ALSO_ENDS_A_FLOW = /^stop$/iu;
const AGAIN = /^(?:恢复订阅|重新订阅|恢復訂閱|订阅|訂閱|subscribe|resubscribe|opt ?-?in)$/iu;
const TRIMMED = /^[\s\p{P}]+|[\s\p{P}]+$/gu;
/** What somebody stops who answers to a message about their order. */
const RECENT_MS = 3 * 86_400_000;

export function subscriptionWord(text: string, inFlow: boolean): 'stop' | 'again' | null {
  const word = bare(text);
  if (STOP.test(word)) return 'stop';
  return !inFlow && AGAIN.test(word) ? 'again' : null;
}

/** Whether a guided dialogue that is under way has to hear of it, before the change is said. */
export function endsFlowToo({ memory, owner }: Conversation, messages: readonly IncomingMessage[]): boolean {
  if (memory.flow === null || owner.kind !== 'bot') return false;
  return messages.every(({ content }) => content.kind === 'text' && ALSO_ENDS_A_FLOW.test(bare(content.text)));
}

function bare(text: string): string {
  return text.normalize('NFKC').replace(TRIMMED, '');
}

/**
 * "退订", "TD", "stop": at once, in any chat, whatever else is going on; beside a person, and in a room where the bot was
 * not spoken to, it is done without a word. Null when nobody said it. The rest of a burst that also holds such a word is not answered: who says stop wants no more.
 */
export async function readOptOut(
  { mind, storage }: { mind: Mind; storage: Storage },
  conversation: Conversation,
  messages: readonly IncomingMessage[],
  heard: { now: number; overheard: boolean },
): Promise<Decision | null> {
  for (const { content, from } of messages) {
    if (content.kind !== 'text') continue;
    const word = subscriptionWord(content.text, conversation.memory.flow !== null);
    if (word === null) continue;
    const locale = detectLocale(content.text) ?? conversation.locale;
    const spoken = /^[\sa-z.!-]+$/i.test(content.text) ? conversation.locale : locale;
    const topics =
      word === 'stop' && (await wasAboutOrders(storage, conversation, heard.now)) ? ['care', 'orders'] : 'care';
    const change: SubscriptionChange = { wanted: word === 'again', topics, from };
    const silent = conversation.owner.kind !== 'bot' || heard.overheard;
    const effects = subscriptionEffects(mind, change, spoken);
    return { locale: spoken, memory: conversation.memory, effects: silent ? effects.slice(0, 1) : effects };
  }
  return null;
}

/** The change and the sentence that says what holds now and how to come back. */
export function subscriptionEffects(
  { words }: Pick<Mind, 'words'>,
  change: SubscriptionChange,
  locale: Locale,
): Effect[] {
  const effect: Effect = { kind: 'subscription', change };
  if (change.wanted) return [effect, say(words.say(locale, 'subscribed'))];
  if (change.topics !== 'care') {
    const all = change.topics.includes('care');
    return [effect, say(words.say(locale, all ? 'unsubscribedAll' : 'unsubscribedTopic'))];
  }
  const choices = [
    { id: choiceId({ kind: 'stop', topic: 'orders' }), label: words.say(locale, 'stopOrders') },
    { id: choiceId({ kind: 'subscribe' }), label: words.say(locale, 'subscribeAgain') },
  ];
  return [effect, { kind: 'say', reply: { kind: 'choices', prompt: words.say(locale, 'unsubscribed'), choices } }];
}

/** Writes it down in the turn's transaction: no claim that commits after this one lets anything of it go. */
export async function changeSubscription(
  tx: Tx,
  conversation: Conversation,
  change: SubscriptionChange,
  now: number,
): Promise<void> {
  const customer = await whoSaid(tx, conversation, change.from);
  if (customer === null) return;
  const said = { source: 'stop-word', at: now };
  const topics = change.topics === 'care' ? ['care'] : change.topics;
  if (change.wanted) {
    await setConsent(tx, customer, 'care', true, { ...said, source: 'chat' });
    await setConsent(tx, customer, 'orders', true, { ...said, source: 'chat' });
    return;
  }
  if (topics.includes('care')) {
    await withdrawConsents(tx, customer, said);
    await declineSurveys(tx, customer, now);
  }
  for (const topic of topics) if (topic !== 'care') await setConsent(tx, customer, topic, false, said);
  await noteOptedOut(tx, customer, topics.includes('care') ? ['care', 'offers', 'surveys', ...topics] : topics, now);
}

async function whoSaid(tx: Tx, conversation: Conversation, from: Address): Promise<CustomerId | null> {
  if (!conversation.isGroup) return conversation.customer;
  const own = await tx
    .selectFrom('conversations')
    .select('customer_id')
    .where('address_key', '=', addressKey(from))
    .executeTakeFirst();
  return own ? CustomerId.parse(own.customer_id) : null;
}

async function wasAboutOrders(storage: Storage, { customer, exists }: Conversation, now: number): Promise<boolean> {
  if (!exists) return false;
  const last = await storage.db
    .selectFrom('care_ledger')
    .select('topic')
    .where('customer_id', '=', customer)
    .where('counted_at', '>', now - RECENT_MS)
    .orderBy('counted_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.topic === 'orders';
}
