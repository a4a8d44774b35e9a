import { type ChildProcess, fork } from 'node:child_process';
import { WarmlineError } from '../../core/index.ts';
import type { IndexEntry } from './entry.ts';
import type { BuildReply, BuildRequest, ModelVectors } from './worker-messages.ts';

/** Builds indexes into files, one after the other. */
export interface IndexBuilder {
  /** Rejects with INTERNAL when the process fails. */
  build(request: IndexRequest): Promise<void>;
  /** Starts the process, when a build is about to come. */
  prepare(): void;
  close(): Promise<void>;
}

export interface IndexRequest {
  entries: readonly IndexEntry[];
  synonyms: readonly (readonly string[])[];
  model: ModelVectors | null;
  file: string;
}

/** Copying a message is done on the event loop: 500 entries take well under 10 ms. */
const ENTRIES_PER_MESSAGE = 500;
/** Warm for the next save of the same sitting; then its 300 MB are given back, which a thread would not do. */
const IDLE_MS = 10_000;
/** A build leaves much behind: a young generation of this size, in MB, halves the time that collecting it takes. */
const FLAGS = ['--max-semi-space-size=16'];

/** The process is started by the first build and again whenever one is needed. */
export function openIndexBuilder(): IndexBuilder {
  let child: ChildProcess | null = null;
  let builds: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | null = null;

  async function buildNow({ entries, synonyms, model, file }: IndexRequest): Promise<void> {
    if (idle !== null) clearTimeout(idle);
    child ??= start();
    const process = child;
    process.ref();
    process.channel?.ref();
    try {
      for (let start = 0; start < entries.length; start += ENTRIES_PER_MESSAGE) {
        await ask(process, { kind: 'entries', entries: entries.slice(start, start + ENTRIES_PER_MESSAGE) });
      }
      await ask(process, { kind: 'build', synonyms, model, file });
    } catch (error) {
      process.kill('SIGKILL');
      child = null;
      throw error;
    }
    process.unref();
    process.channel?.unref();
    idle = setTimeout(letGo, IDLE_MS).unref();
  }

  function letGo(): void {
    if (idle !== null) clearTimeout(idle);
    child?.kill('SIGKILL');
    child = null;
  }

  return {
    prepare() {
      if (child !== null) return;
      child = start();
      child.unref();
      child.channel?.unref();
      idle = setTimeout(letGo, IDLE_MS).unref();
    },
    build(request) {
      const result = builds.then(() => buildNow(request));
      builds = result.catch(() => undefined);
      return result;
    },
    async close() {
      await builds;
      letGo();
    },
  };
}

function start(): ChildProcess {
  const child = fork(new URL('./build-process.ts', import.meta.url), {
    execArgv: FLAGS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // What a build waits for hears of it by the exit.
  child.on('error', () => undefined);
  return child;
}

function ask(child: ChildProcess, request: BuildRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: WarmlineError) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (error) reject(error);
      else resolve();
    };
    const onMessage = (reply: BuildReply) =>
      settle(reply.kind === 'failed' ? new WarmlineError('INTERNAL', reply.message) : undefined);
    const onExit = () => settle(new WarmlineError('INTERNAL', 'The process that builds indexes has ended'));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(request, (error) => {
      if (error) settle(new WarmlineError('INTERNAL', 'The process that builds indexes is gone', { cause: error }));
    });
  });
}
