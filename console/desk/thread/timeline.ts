import type { CaseEvent, ThreadMessage } from '../../../src/server/contract/index.ts';
import type { KnownThread } from '../api/merge-thread.ts';

export type Line =
  | { kind: 'day'; at: number; key: string }
  | { kind: 'event'; event: CaseEvent; key: string }
  /** `first`: the author is another than that of the line before. */
  | { kind: 'message'; message: ThreadMessage; first: boolean; key: string };

/** Messages in their order, events between them by time, a mark at each new day. */
export function timelineOf({ messages, events }: Pick<KnownThread, 'messages' | 'events'>): Line[] {
  const lines: Line[] = [];
  const waiting = [...events];
  let day = '';
  let author = '';
  const mark = (at: number) => {
    const name = new Date(at).toDateString();
    if (name !== day) lines.push({ kind: 'day', at, key: `day ${name}` });
    day = name;
  };
  const addEvents = (before: number) => {
    while (waiting[0] !== undefined && waiting[0].at <= before) {
      const event = waiting.shift();
      if (event === undefined) break;
      mark(event.at);
      lines.push({ kind: 'event', event, key: `event ${event.id}` });
      author = '';
    }
  };
  for (const message of messages) {
    addEvents(message.at);
    mark(message.at);
    const by = `${message.author} ${message.agent?.id ?? ''}`;
    lines.push({ kind: 'message', message, first: by !== author, key: message.id });
    author = by;
  }
  addEvents(Number.POSITIVE_INFINITY);
  return lines;
}
