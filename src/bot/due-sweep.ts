import {
  AccountId,
  ChannelId,
  type Clock,
  type ConversationId,
  type Inbox,
  type IncomingContent,
  type IncomingMessage,
  MessageKey,
  PeerId,
} from '../core/index.ts';
import { untoldRequests } from '../customers/index.ts';
import { dueInvites, expireInvites, takeDueTimers, untoldNews } from '../flows/index.ts';
import type { Storage } from '../storage/index.ts';
import type { BotObserver } from './observer.ts';

export interface DueSweepOptions {
  storage: Storage;
  inbox: Inbox;
  clock: Clock;
  observer: BotObserver;
}

type Due = Extract<IncomingContent, { kind: 'due' }>['what'];

/** What fell due in one conversation; the key makes it one event however many processes find it. */
interface DueEvent {
  conversation: string;
  key: string;
  what: Due;
}

const SWEEP_MS = 1_000;
const ROWS = 200;
/** What could not be said now (a flow is running, an agent has the conversation) is offered again after this long. */
const AGAIN_MS = 60 * 60 * 1000;
/** A timer that was handed out and whose process died before it was accepted is handed out again after this long. */
const TIMER_AGAIN_MS = 60 * 1000;

/**
 * Turns what fell due (flow timers, surveys, news of complaints and of wishes about orders) into inbox rows, so that it takes its turn in its
 * conversation's lane like a message. Each sweep reads only indexes on due times, however many conversations wait.
 */
export async function sweepDue(options: DueSweepOptions, signal: AbortSignal): Promise<void> {
  const { clock, observer } = options;
  while (!signal.aborted) {
    await sweepOnce(options).catch((thrown: unknown) => observer.fault('due-sweep', thrown));
    await clock.sleep(SWEEP_MS, signal);
  }
}

/** One look; returns how many events were accepted. */
export async function sweepOnce({ storage, inbox, clock }: DueSweepOptions): Promise<number> {
  const now = clock.now();
  const events = [
    ...(await timers(storage, now)),
    ...(await invitations(storage, now)),
    ...(await news(storage, now)),
    ...(await orderNews(storage, now)),
  ];
  if (events.length === 0) return 0;
  const messages = await addressed(storage, events, now);
  await inbox.accept(messages);
  return messages.length;
}

async function timers(storage: Storage, now: number): Promise<DueEvent[]> {
  const due = await takeDueTimers(storage, now, ROWS, TIMER_AGAIN_MS);
  return due.map(({ conversation, key, at }) => ({
    conversation,
    key: `timer:${key}:${at}`,
    what: { kind: 'timer', key },
  }));
}

async function invitations(storage: Storage, now: number): Promise<DueEvent[]> {
  const due = await dueInvites(storage.db, now, ROWS);
  if (due.length === 0) return [];
  await storage.transact((tx) => expireInvites(tx, now));
  return due.map(({ id, survey, conversation }) => ({
    conversation,
    key: `survey:${id}:${Math.floor(now / AGAIN_MS)}`,
    what: { kind: 'survey', invite: id, flow: survey },
  }));
}

async function news(storage: Storage, now: number): Promise<DueEvent[]> {
  const untold = await untoldNews(storage, ROWS);
  return untold.flatMap(({ id, complaint, kind, detail }): DueEvent[] => {
    if (kind !== 'assigned' && kind !== 'responded' && kind !== 'resolved' && kind !== 'made-complex') return [];
    const what = { kind: 'complaint-news' as const, event: id, number: complaint.number, change: kind, detail };
    return [{ conversation: complaint.conversation, key: `news:${id}:${Math.floor(now / AGAIN_MS)}`, what }];
  });
}

async function orderNews(storage: Storage, now: number): Promise<DueEvent[]> {
  const untold = await untoldRequests(storage.db, ROWS);
  return untold.flatMap(({ id, order, conversation, kind, state, reply }): DueEvent[] => {
    if (conversation === null || state === 'open') return [];
    const what = { kind: 'order-news' as const, request: id, order, wish: kind, outcome: state, detail: reply ?? '' };
    return [{ conversation, key: `order-news:${id}:${Math.floor(now / AGAIN_MS)}`, what }];
  });
}

async function addressed(storage: Storage, events: readonly DueEvent[], now: number): Promise<IncomingMessage[]> {
  const ids = [...new Set(events.map((event) => event.conversation as ConversationId))];
  const rows = await storage.db
    .selectFrom('conversations')
    .select(['id', 'channel', 'account', 'peer', 'is_group'])
    .where('id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return events.flatMap(({ conversation, key, what }): IncomingMessage[] => {
    const row = byId.get(conversation);
    if (!row) return [];
    const from = {
      channel: ChannelId.parse(row.channel),
      account: AccountId.parse(row.account),
      peer: PeerId.parse(row.peer),
    };
    return [{ key: MessageKey.parse(key), from, sentAt: now, content: { kind: 'due', what } }];
  });
}
