import { Worker } from 'node:worker_threads';
import { errorText, WarmlineError } from '../../core/index.ts';
import type { SearchReply, SearchRequest } from './worker-messages.ts';

/** The thread that searches. Requests and replies are paired by number. */
export interface SearchThread {
  /** Rejects with INTERNAL when the thread fails or ends before it has answered. */
  ask(request: SearchRequest): Promise<SearchReply>;
  isGone(): boolean;
  /** Ends the thread. Requests still under way are rejected. */
  close(): Promise<void>;
}

/** A search leaves little behind; what it does leave is collected before it takes room. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

export function openSearchThread(): SearchThread {
  const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { resourceLimits: LIMITS });
  const waiting = new Map<number, { resolve: (reply: SearchReply) => void; reject: (error: Error) => void }>();
  let next = 0;
  let gone: WarmlineError | null = null;

  function fail(message: string, cause?: unknown): void {
    gone ??= new WarmlineError('INTERNAL', message, { cause });
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  }

  worker.on('message', ({ number, reply }: { number: number; reply: SearchReply }) => {
    const waiter = waiting.get(number);
    waiting.delete(number);
    if (waiting.size === 0 && gone === null) worker.unref();
    if (reply.kind === 'failed') waiter?.reject(new WarmlineError('INTERNAL', reply.message));
    else waiter?.resolve(reply);
  });
  worker.on('error', (error) => fail(`The retriever thread failed: ${errorText(error)}`, error));
  worker.on('exit', () => fail('The retriever thread has ended; build a new retriever'));
  worker.unref();

  return {
    ask(request) {
      if (gone) return Promise.reject(gone);
      const number = next++;
      return new Promise((resolve, reject) => {
        if (waiting.size === 0) worker.ref();
        waiting.set(number, { resolve, reject });
        worker.postMessage({ number, request });
      });
    },
    isGone: () => gone !== null,
    async close() {
      fail('The retriever is closed');
      // Its end is waited for, also by a command that has nothing else left to do.
      worker.ref();
      await worker.terminate();
    },
  };
}
