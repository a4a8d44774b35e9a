import { type Locale, WarmlineError } from '../../core/index.ts';
import { openSearchThread, type SearchThread } from './search-thread.ts';
import type { SearchReply, SearchRequest } from './worker-messages.ts';

/** The thread that searches the indexes of all who share it, replaced when it dies. */
export interface Searcher {
  /** Rejects with INTERNAL when the thread fails or the searcher is closed; the indexes of a thread that died are lost. */
  ask(request: SearchRequest): Promise<SearchReply>;
  /** A number for one more index, which nobody else has. */
  nextIndex(): number;
  /** Starts the thread, when an index is about to come. With a language, what texts in it need is loaded, too. */
  prepare(locale?: Locale): void;
  close(): Promise<void>;
}

export function openSearcher(): Searcher {
  let thread: SearchThread | null = null;
  let isClosed = false;
  let next = 0;

  function running(): SearchThread {
    if (thread !== null && (isClosed || !thread.isGone())) return thread;
    if (isClosed) throw new WarmlineError('INTERNAL', 'The retriever is closed');
    thread = openSearchThread();
    return thread;
  }

  return {
    ask: async (request) => running().ask(request),
    nextIndex: () => next++,
    prepare(locale) {
      const thread = running();
      if (locale !== undefined) void thread.ask({ kind: 'prepare', locale }).catch(() => undefined); // the index will say so
    },
    async close() {
      isClosed = true;
      await thread?.close();
    },
  };
}
