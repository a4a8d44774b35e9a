import { DeskEvent, EVENTS_PATH } from '../../../src/server/contract/index.ts';

export type LinkState = 'connecting' | 'live' | 'cut';

export interface LiveOptions {
  onEvent: (event: DeskEvent) => void;
  onState: (state: LinkState) => void;
  /** Something may have been missed: read everything again. */
  onGap: () => void;
  /** Calls back when the network is there again; gives what ends the watch. */
  whenOnline?: (retry: () => void) => () => void;
  open?: (url: string) => EventSource;
}

/** After an answer that was no stream the browser gives up; these are ours between tries, in milliseconds. */
const RETRIES_MS = [1_000, 2_000, 5_000, 10_000, 20_000];

/**
 * Follows `GET /api/events`. The browser itself reconnects and resumes by Last-Event-ID; where it gives up (a restart
 * answers 502, say) the stream is opened anew, without a place to resume from, and `onGap` is called.
 */
export function followEvents({
  onEvent,
  onState,
  onGap,
  whenOnline,
  open = (url) => new EventSource(url),
}: LiveOptions): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let opened = false;
  connect();
  const retryNow = () => {
    if (timer !== undefined) connect();
  };
  const unwatch = whenOnline?.(retryNow);
  return () => {
    unwatch?.();
    clearTimeout(timer);
    source?.close();
  };

  function connect(): void {
    clearTimeout(timer);
    timer = undefined;
    const resumes = opened;
    onState('connecting');
    const current = open(EVENTS_PATH);
    source = current;
    let first = true;
    current.onopen = () => {
      failures = 0;
      opened = true;
      onState('live');
      if (first && resumes) onGap();
      first = false;
    };
    current.onmessage = ({ data }) => receive(String(data), current);
    current.onerror = () => {
      onState('cut');
      if (current.readyState !== 2) return; // the browser tries again by itself
      const wait = RETRIES_MS[Math.min(failures, RETRIES_MS.length - 1)] ?? 20_000;
      failures += 1;
      timer = setTimeout(connect, wait);
    };
  }

  function receive(data: string, from: EventSource): void {
    const parsed = DeskEvent.safeParse(readJson(data));
    if (!parsed.success) return; // of a newer server; what it tells of is read with the next event that is known
    const event = parsed.data;
    if (event.kind === 'hello' && event.fresh) onGap();
    if (event.kind === 'signed-out') from.close();
    onEvent(event);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
