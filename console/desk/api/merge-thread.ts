import type * as z from 'zod';
import type { CaseEvent, Thread, ThreadMessage } from '../../../src/server/contract/index.ts';

export interface KnownThread {
  /** By position. */
  messages: readonly ThreadMessage[];
  /** By time. */
  events: readonly CaseEvent[];
  revision: number;
  lastCustomerPosition: number;
  /** There are older ones. */
  more: boolean;
}

/** How the page was asked for: `newest`, `older` (before the first known) or `since` the known revision. */
export type PageKind = 'newest' | 'older' | 'since';

/** What is known after a page has come. A line keeps its newest revision, in whatever order the pages arrive. */
export function mergeThread(known: KnownThread | undefined, page: z.infer<typeof Thread>, kind: PageKind): KnownThread {
  const messages = new Map(known?.messages.map((message) => [message.id, message]));
  for (const message of page.messages) {
    const old = messages.get(message.id);
    if (old === undefined || old.revision <= message.revision) messages.set(message.id, message);
  }
  const events = new Map(known?.events.map((event) => [event.id, event]));
  for (const event of page.events) events.set(event.id, event);
  return {
    messages: [...messages.values()].sort((a, b) => a.position - b.position),
    events: [...events.values()].sort((a, b) => a.at - b.at),
    revision: Math.max(known?.revision ?? 0, page.revision),
    lastCustomerPosition: Math.max(known?.lastCustomerPosition ?? 0, page.lastCustomerPosition),
    more: kind === 'since' ? (known?.more ?? page.more) : kind === 'older' ? page.more : (known?.more ?? page.more),
  };
}
