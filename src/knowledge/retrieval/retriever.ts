import { Worker } from 'node:worker_threads';
import { errorText, type Locale, WarmlineError } from '../../core/index.ts';
import type { Embedder } from './embedder.ts';
import type { IndexEntry } from './entry.ts';
import { embedPhrasings, embedQuestion } from './model-vectors.ts';
import type { Retrieval } from './retrieval.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

export type { Retrieval } from './retrieval.ts';

export interface RetrieverOptions {
  /** The operator's KNOWLEDGE_MAX_WRONG: the share of wrong answers among given answers that is accepted, 0..1. */
  maxWrong: number;
  /** Groups of words that mean the same, as the operator wrote them. */
  synonyms?: readonly (readonly string[])[];
  /** A model's embeddings, when one is configured. They add to the base's own; a failing call is done without. */
  embed?: Embedder;
}

export interface Retriever {
  /** How many entries it knows. */
  readonly size: number;
  /** `locale` is a preference, not a filter: it decides between equals. Never throws on any text. */
  search(text: string, options?: { locale?: Locale }): Promise<Retrieval>;
  /** Lets go of the worker thread. Searches still under way are rejected. */
  close(): Promise<void>;
}

/**
 * Builds an index over the entries and answers from it. Both happen in a worker thread of its own, so neither a build
 * nor a burst of questions holds up the event loop; an old retriever goes on answering until it is closed.
 * Throws KNOWLEDGE_INVALID when two entries share an id, INTERNAL when the thread dies, and what `embed` rejects with
 * while the phrasings are embedded.
 */
export async function buildRetriever(entries: readonly IndexEntry[], options: RetrieverOptions): Promise<Retriever> {
  refuseRepeatedIds(entries);
  const { embed } = options;
  const thread = new RetrieverThread(new Worker(new URL('./retriever-worker.ts', import.meta.url)));
  try {
    for (let start = 0; start < entries.length; start += ENTRIES_PER_MESSAGE) {
      await thread.ask({ kind: 'entries', entries: entries.slice(start, start + ENTRIES_PER_MESSAGE) });
    }
    await thread.ask({
      kind: 'build',
      settings: { maxWrong: options.maxWrong, synonyms: options.synonyms ?? [] },
      model: embed ? { vectors: await embedPhrasings(entries, embed), dimensions: embed.dimensions } : null,
    });
  } catch (error) {
    await thread.close();
    throw error;
  }
  return {
    size: entries.length,
    async search(text, searchOptions) {
      const vector = embed ? await embedQuestion(text, embed) : null;
      const reply = await thread.ask({ kind: 'search', text, locale: searchOptions?.locale ?? null, vector });
      if (reply.kind !== 'found') throw new WarmlineError('INTERNAL', 'The retriever thread gave no result');
      return reply.retrieval;
    },
    close: () => thread.close(),
  };
}

/** Copying a message to the thread is done on the event loop: 500 entries take well under 10 ms. */
const ENTRIES_PER_MESSAGE = 500;

function refuseRepeatedIds(entries: readonly IndexEntry[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) throw new WarmlineError('KNOWLEDGE_INVALID', `Two entries have the id "${id}"; ids are unique`);
    seen.add(id);
  }
}

/** Pairs requests and replies by number. A thread that dies rejects all that wait. */
class RetrieverThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (reply: WorkerReply) => void; reject: (error: Error) => void }>();
  #next = 0;
  #gone: WarmlineError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: { number: number; reply: WorkerReply }) => this.#settle(message));
    worker.on('error', (error) => this.#fail(`The retriever thread failed: ${errorText(error)}`, error));
    worker.on('exit', () => this.#fail('The retriever thread has ended; build a new retriever'));
    worker.unref();
  }

  ask(request: WorkerRequest): Promise<WorkerReply> {
    if (this.#gone) return Promise.reject(this.#gone);
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, request });
    });
  }

  async close(): Promise<void> {
    this.#fail('The retriever is closed');
    await this.#worker.terminate();
  }

  #settle({ number, reply }: { number: number; reply: WorkerReply }): void {
    const waiter = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.kind === 'failed') waiter?.reject(new WarmlineError('INTERNAL', reply.message));
    else waiter?.resolve(reply);
  }

  #fail(message: string, cause?: unknown): void {
    this.#gone ??= new WarmlineError('INTERNAL', message, { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}
