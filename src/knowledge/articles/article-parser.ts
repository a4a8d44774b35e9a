import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Clock, errorText } from '../../core/index.ts';
import type { ParsedArticle } from './article.ts';
import type { ParserReply, ParserRequest } from './parser-process.ts';

export interface ArticleParser {
  /** Like `parseArticle`, without holding up the event loop; a text that takes too long comes back as a problem. */
  parse(path: string, source: string): Promise<ParsedArticle>;
  close(): Promise<void>;
}

/**
 * An article at the size limit takes about 0.3 s. Some short texts (emphasis marks in one long paragraph) would take
 * the parser minutes; they are given up after this time, and the process with them.
 */
const PATIENCE_MS = 5_000;
/** After the last article the process is let go, with some 100 MB that a thread would not give back. */
const IDLE_MS = 10_000;
/** Syntax trees are large and short-lived: a young generation of this size, in MB, halves the time of collecting them. */
const FLAGS = ['--max-semi-space-size=16'];

/** Parses one article after the other in a process, which starts with the first one and may be replaced. */
export function openArticleParser(clock: Clock): ArticleParser {
  let reader: Reader | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let number = 0;
  let idle = new AbortController();

  function letGoWhenIdle(): void {
    idle.abort();
    const wait = new AbortController();
    idle = wait;
    void clock.sleep(IDLE_MS, wait.signal).then(() => (wait.signal.aborted ? undefined : letGo()));
  }

  function letGo(): void {
    idle.abort();
    reader?.child.kill('SIGKILL');
    reader = null;
  }

  async function parseNow(path: string, source: string): Promise<ParsedArticle> {
    reader ??= start();
    const { child, booted } = reader;
    // On a busy machine the process may take longer to start than an article may take to be read.
    await booted;
    const done = new AbortController();
    const late = clock.sleep(PATIENCE_MS, done.signal).then(() => null);
    const outcome = await Promise.race([exchange(child, { number: ++number, path, source }), late]);
    done.abort();
    if (outcome !== null && 'parsed' in outcome) return outcome.parsed;
    letGo();
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
    async close() {
      letGo();
    },
  };
}

interface Reader {
  child: ChildProcess;
  /** Resolves when it can read, or has ended. */
  booted: Promise<unknown>;
}

function start(): Reader {
  const child = fork(new URL('./parser-process.ts', import.meta.url), {
    execArgv: FLAGS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Who waits for an article hears of it by the exit.
  child.on('error', () => undefined);
  return { child, booted: Promise.race([once(child, 'message'), once(child, 'exit')]).catch(() => undefined) };
}

function exchange(child: ChildProcess, request: ParserRequest): Promise<ParserReply | { failure: string }> {
  return new Promise((resolve) => {
    const settle = (outcome: ParserReply | { failure: string }) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.unref();
      child.channel?.unref();
      resolve(outcome);
    };
    const onMessage = (reply: ParserReply) => {
      if (reply.number === request.number) settle(reply);
    };
    const onExit = () => settle({ failure: 'its process ended' });
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.ref();
    child.channel?.ref();
    child.send(request, (error) => {
      if (error) settle({ failure: errorText(error) });
    });
  });
}
