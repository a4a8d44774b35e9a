import { Worker } from 'node:worker_threads';
import { type Clock, errorText } from '../../core/index.ts';
import type { ParsedArticle } from './article.ts';
import type { ParserReply, ParserRequest } from './parser-worker.ts';

export interface ParserThread {
  /** Like `parseArticle`, without holding up the event loop; a text that takes too long comes back as a problem. */
  parse(path: string, source: string): Promise<ParsedArticle>;
  close(): Promise<void>;
}

/**
 * An article at the size limit takes about 0.3 s. Some short texts (emphasis marks in one long paragraph) would take
 * the parser minutes; they are given up after this time, and the thread with them.
 */
const PATIENCE_MS = 5_000;
/** After the last article the thread is let go: it would keep some 80 MB for the next save, which may be days away. */
const IDLE_MS = 2_000;

/** Parses one article after the other in a thread, which starts with the first one and may be replaced. */
export function openParserThread(clock: Clock): ParserThread {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let number = 0;
  let idle = new AbortController();

  function letGoWhenIdle(): void {
    idle.abort();
    const wait = new AbortController();
    idle = wait;
    void clock.sleep(IDLE_MS, wait.signal).then(() => (wait.signal.aborted ? undefined : close()));
  }

  async function close(): Promise<void> {
    idle.abort();
    const thread = worker;
    worker = null;
    await thread?.terminate();
  }

  async function parseNow(path: string, source: string): Promise<ParsedArticle> {
    const thread = worker ?? startWorker();
    worker = thread;
    const done = new AbortController();
    const late = clock.sleep(PATIENCE_MS, done.signal).then(() => null);
    const outcome = await Promise.race([exchange(thread, { number: ++number, path, source }), late]);
    done.abort();
    if (outcome !== null && 'parsed' in outcome) return outcome.parsed;
    worker = null;
    await thread.terminate();
    const reason =
      outcome === null
        ? `Reading it took longer than ${PATIENCE_MS / 1000} s. Look for very long paragraphs full of *, _, [ or tables.`
        : `The reader failed on it: ${outcome.failure}`;
    return { article: null, problems: [{ severity: 'error', path, line: 1, message: reason }] };
  }

  return {
    parse(path, source) {
      idle.abort();
      const result = queue.then(() => parseNow(path, source));
      queue = result.then(letGoWhenIdle, letGoWhenIdle);
      return result;
    },
    close,
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./parser-worker.ts', import.meta.url));
  worker.unref();
  return worker;
}

function exchange(worker: Worker, request: ParserRequest): Promise<ParserReply | { failure: string }> {
  return new Promise((resolve) => {
    const settle = (outcome: ParserReply | { failure: string }) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      worker.unref();
      resolve(outcome);
    };
    const onMessage = (reply: ParserReply) => {
      if (reply.number === request.number) settle(reply);
    };
    const onError = (error: Error) => settle({ failure: errorText(error) });
    const onExit = () => settle({ failure: 'its thread ended' });
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.ref();
    worker.postMessage(request);
  });
}
