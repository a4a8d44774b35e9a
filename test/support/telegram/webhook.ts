import { Agent, request } from 'node:http';
import type { Journal } from './journal.ts';
import type { QueuedUpdate, UpdateQueue } from './updates.ts';

interface Hook {
  url: string;
  secret: string | null;
  maxConnections: number;
}

export interface WebhookTimes {
  /** First wait after a failed delivery; Telegram begins at 1 s and doubles. */
  retryBaseMs: number;
  /** Telegram stops doubling at 60 to 120 s. */
  retryMaxMs: number;
  /** A webhook that takes longer than this has failed. */
  timeoutMs: number;
}

export interface WebhookDelivery {
  set(hook: Hook | null): void;
  hook(): Hook | null;
  lastError(): { at: number; message: string } | null;
  close(): void;
}

interface Lane {
  waiting: QueuedUpdate[];
  failures: number;
  busy: boolean;
  offered: boolean;
  timer: NodeJS.Timeout | null;
}

/** Delivers first in, first out per chat: a failing update blocks its chat and no other. */
export function createWebhookDelivery(
  queue: UpdateQueue,
  journal: Journal,
  now: () => number,
  times: WebhookTimes,
): WebhookDelivery {
  let hook: Hook | null = null;
  let generation = 0;
  let agent = new Agent({ keepAlive: true });
  let lanes = new Map<number, Lane>();
  let ready: Lane[] = [];
  let inFlight = 0;
  let lastError: { at: number; message: string } | null = null;

  queue.onAdd((queued) => {
    if (hook !== null) enqueue(queued);
  });

  function enqueue(queued: QueuedUpdate): void {
    let lane = lanes.get(queued.chatId);
    if (lane === undefined) {
      lane = { waiting: [], failures: 0, busy: false, offered: false, timer: null };
      lanes.set(queued.chatId, lane);
    }
    lane.waiting.push(queued);
    offer(lane);
    pump();
  }

  function offer(lane: Lane): void {
    if (lane.busy || lane.timer !== null || lane.waiting.length === 0 || lane.offered) return;
    lane.offered = true;
    ready.push(lane);
  }

  function pump(): void {
    while (hook !== null && inFlight < hook.maxConnections) {
      const lane = ready.shift();
      const head = lane?.waiting[0];
      if (lane === undefined) return;
      lane.offered = false;
      if (head !== undefined) deliver(hook, lane, head);
    }
  }

  function deliver(to: Hook, lane: Lane, head: QueuedUpdate): void {
    const mine = generation;
    lane.busy = true;
    inFlight += 1;
    post(to, agent, head, times.timeoutMs, (status, retryAfterMs, failure) => {
      const updateId = head.update.update_id;
      journal.record({ kind: 'delivery', updateId, by: 'webhook', status, failure });
      if (mine !== generation) return;
      inFlight -= 1;
      lane.busy = false;
      if (status !== null && status >= 200 && status < 300) {
        lane.failures = 0;
        lane.waiting.shift();
        queue.confirm(head, 'webhook');
      } else {
        lastError = { at: now(), message: failure ?? `Wrong response from the webhook: ${status}` };
        const backoff = Math.min(times.retryMaxMs, times.retryBaseMs * 2 ** lane.failures);
        lane.failures += 1;
        lane.timer = setTimeout(() => {
          lane.timer = null;
          if (mine !== generation) return;
          if (head.expiresAt <= now()) lane.waiting.shift();
          offer(lane);
          pump();
        }, retryAfterMs ?? backoff);
      }
      offer(lane);
      pump();
    });
  }

  function reset(): void {
    generation += 1;
    for (const lane of lanes.values()) if (lane.timer !== null) clearTimeout(lane.timer);
    agent.destroy();
    agent = new Agent({ keepAlive: true });
    lanes = new Map();
    ready = [];
    inFlight = 0;
  }

  return {
    set(next) {
      reset();
      hook = next;
      if (next !== null) for (const queued of queue.pending()) enqueue(queued);
    },
    hook: () => hook,
    lastError: () => lastError,
    close() {
      hook = null;
      reset();
    },
  };
}

type Delivered = (status: number | null, retryAfterMs: number | null, failure: string | null) => void;

function post(hook: Hook, agent: Agent, head: QueuedUpdate, timeoutMs: number, done: Delivered): void {
  const body = Buffer.from(JSON.stringify(head.update));
  let settled = false;
  const settle: Delivered = (...outcome) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    done(...outcome);
  };
  const outgoing = request(
    hook.url,
    {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': body.byteLength,
        ...(hook.secret === null ? {} : { 'x-telegram-bot-api-secret-token': hook.secret }),
      },
    },
    (response) => {
      const retryAfter = Number(response.headers['retry-after']);
      const retryAfterMs = retryAfter > 0 ? Math.min(retryAfter, 3600) * 1000 : null;
      response.resume();
      response.on('end', () => settle(response.statusCode ?? null, retryAfterMs, null));
      response.on('error', (error) => settle(null, null, error.message));
    },
  );
  outgoing.on('error', (error) => settle(null, null, error.message));
  const timer = setTimeout(() => {
    settle(null, null, 'Read timeout expired');
    outgoing.destroy();
  }, timeoutMs);
  outgoing.end(body);
}
