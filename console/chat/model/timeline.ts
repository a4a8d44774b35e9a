import type { CustomerContent, StaffContent, WireMessage } from '../protocol.ts';
import type { PendingMessage } from './outbox.ts';

/** What the page shows, from top to bottom. `id` stays the same while an item changes its state. */
export type TimelineItem = DayItem | OwnItem | StaffItem;

interface DayItem {
  kind: 'day';
  id: string;
  at: number;
}

export interface OwnItem {
  kind: 'own';
  id: string;
  at: number;
  content: CustomerContent;
  state: 'sending' | 'sent' | 'failed';
  reason?: string | undefined;
}

export interface StaffItem {
  kind: 'staff';
  id: string;
  at: number;
  author: 'bot' | 'agent' | 'system';
  name?: string | undefined;
  content: StaffContent;
  /** The choice that was pressed, or is being sent; the others can no longer be. */
  picked: string | null;
  /** Begins a run of messages by the same author: the name is shown. */
  leads: boolean;
}

/** Choices with this prefix are a small rating under an answer, not something that was said. */
export const FEEDBACK_PREFIX = 'fb:';

/**
 * Lays out what the server told and what is still on its way. `accepted` are messages that the server has kept but
 * not shown yet; they and the pending ones come last, each only until its own key is among `messages`.
 */
export function timeline(
  messages: Iterable<WireMessage>,
  accepted: readonly PendingMessage[],
  pending: readonly PendingMessage[],
): TimelineItem[] {
  const told = [...messages].sort((a, b) => a.position - b.position);
  const toldKeys = new Set(told.flatMap((message) => (message.author === 'customer' ? [message.key] : [])));
  const own = told.flatMap((message) => (message.author === 'customer' ? [ownItem(message)] : []));
  const waiting = [
    ...accepted.map((message) => pendingItem(message, 'sent')),
    ...pending.map((message) => pendingItem(message, message.state)),
  ].filter((item) => !toldKeys.has(item.id));
  const picks = picksByMessage(told, [...own, ...waiting]);

  const items: TimelineItem[] = [];
  let day = '';
  let speaker = '';
  function push(item: OwnItem | StaffItem): void {
    const itsDay = new Date(item.at).toDateString();
    if (itsDay !== day) {
      items.push({ kind: 'day', id: `day ${itsDay}`, at: item.at });
      speaker = '';
    }
    day = itsDay;
    const itsSpeaker = item.kind === 'own' ? 'own' : `${item.author} ${item.name ?? ''}`;
    items.push(item.kind === 'staff' ? { ...item, leads: itsSpeaker !== speaker } : item);
    speaker = itsSpeaker;
  }
  for (const message of told) {
    if (message.author === 'customer') {
      if (!isFeedback(message.content)) push(ownItem(message));
    } else {
      push(staffItem(message, picks.get(message.id) ?? null));
    }
  }
  for (const item of waiting) if (!isFeedback(item.content)) push(item);
  return items;
}

function isFeedback(content: CustomerContent): boolean {
  return content.kind === 'choice' && content.id.startsWith(FEEDBACK_PREFIX);
}

function ownItem(message: Extract<WireMessage, { author: 'customer' }>): OwnItem {
  return { kind: 'own', id: message.key, at: message.at, content: message.content, state: 'sent' };
}

function pendingItem(message: PendingMessage, state: OwnItem['state']): OwnItem {
  return { kind: 'own', id: message.key, at: message.at, content: message.content, state, reason: message.reason };
}

function staffItem(message: Exclude<WireMessage, { author: 'customer' }>, picked: string | null): StaffItem {
  const name = message.author === 'agent' ? message.name : undefined;
  const { id, at, author, content } = message;
  return { kind: 'staff', id, at, author, name, content, picked, leads: true };
}

/** A pick belongs to the latest message before it that offered this choice. A failed pick does not count. */
function picksByMessage(told: readonly WireMessage[], own: readonly OwnItem[]): Map<string, string> {
  const placeOf = new Map(told.map((message) => [message.author === 'customer' ? message.key : message.id, message]));
  const picks = new Map<string, string>();
  for (const item of own) {
    const { content } = item;
    if (content.kind !== 'choice' || item.state === 'failed') continue;
    const before = placeOf.get(item.id)?.position ?? Number.POSITIVE_INFINITY;
    const offer = told.findLast(
      (message) =>
        message.position < before &&
        message.content.kind === 'choices' &&
        message.content.choices.some((choice) => choice.id === content.id),
    );
    if (offer) picks.set(offer.id, content.id);
  }
  return picks;
}
