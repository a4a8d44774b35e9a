import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DeskEvent } from '../../../src/server/contract/index.ts';
import { gather } from '../api/gather.ts';
import { followEvents, type LinkState } from '../api/live.ts';

export interface Live {
  link: LinkState;
  skewMs: number;
  customersTyping: ReadonlyMap<string, number>;
}

/** Long enough that a burst of a hundred events is one read of the list, short enough that nobody sees it. */
const GATHER_MS = 200;
/** A customer's typing is told while it lasts; without word it has ended. */
const TYPING_MS = 6_000;

/** Follows the events and renews what they make old. `tell` hears each of them. */
export function useLive(tell: (event: DeskEvent) => void): Live {
  const queries = useQueryClient();
  const [link, setLink] = useState<LinkState>('connecting');
  const [skewMs, setSkew] = useState(0);
  const [customersTyping, setTyping] = useState<ReadonlyMap<string, number>>(new Map());
  const listener = useRef(tell);
  listener.current = tell;

  useEffect(() => {
    const renew = gather<string>(GATHER_MS, (keys) => {
      for (const key of keys) {
        const [name = '', conversation] = key.split(' ');
        if (conversation === undefined) void queries.invalidateQueries({ queryKey: [name] });
        else if (name === 'thread') void queries.invalidateQueries({ queryKey: ['thread', conversation] });
        else void queries.invalidateQueries({ queryKey: [name, { params: { conversation } }] });
      }
    });
    return followEvents({
      whenOnline: (retry) => {
        addEventListener('online', retry);
        return () => removeEventListener('online', retry);
      },
      onState: setLink,
      onGap: () => void queries.invalidateQueries(),
      onEvent: (event) => {
        for (const key of readsOf(event)) renew(key);
        if (event.kind === 'hello') setSkew(event.now - Date.now());
        if (event.kind === 'viewers') {
          setTyping((before) => {
            const after = new Map([...before].filter(([, until]) => until > Date.now()));
            if (event.customer) after.set(event.conversation, Date.now() + TYPING_MS);
            else after.delete(event.conversation);
            return after;
          });
        }
        if (event.kind === 'signed-out') queries.setQueryData(['session'], { state: 'signed-out', signOn: null });
        listener.current(event);
      },
    });
  }, [queries]);

  return { link, skewMs, customersTyping };
}

/** Which reads an event makes old: the name of a call, or a name and a conversation. */
function readsOf(event: DeskEvent): string[] {
  switch (event.kind) {
    case 'conversation':
      return [`conversation ${event.conversation}`, `thread ${event.conversation}`, 'inbox'];
    case 'queue':
      return ['inbox', 'inboxCounts', 'monitor', `conversation ${event.conversation}`];
    case 'assigned':
    case 'clock':
      return ['inbox', 'inboxCounts', 'monitor', 'session', `conversation ${event.conversation}`];
    case 'viewers':
      return [`conversation ${event.conversation}`];
    case 'compensation':
      return ['compensations', 'conversation', 'thread'];
    case 'complaint':
      return ['complaints', 'complaint'];
    case 'campaign':
      return ['campaigns', 'campaign', 'campaignLedger', 'campaignTasks', 'careInsight'];
    case 'team':
      return ['team', 'colleagues', 'monitor', 'session', 'deskSettings'];
    case 'hello':
    case 'signed-out':
      return [];
    default:
      return event satisfies never;
  }
}
