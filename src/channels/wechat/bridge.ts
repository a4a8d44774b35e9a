import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { backoffMs, type ChannelLogger, type Clock } from '../../core/index.ts';
import { createIntake } from './intake.ts';
import { FromBridge, type Loaded, type PuppetEvent, type Sent, type ToBridge } from './protocol.ts';
import type { WeChatSettings } from './settings.ts';
import type { BridgeState } from './status.ts';

export interface BridgeOptions {
  settings: WeChatSettings;
  clock: Clock;
  logger: ChannelLogger;
  onState(state: BridgeState, pid: number | null): void;
}

/** What came of a question to the bridge. */
export type Told<T> =
  | { kind: 'told'; answer: T }
  /** There was nobody to ask: the bridge knows nothing of it. */
  | { kind: 'not-asked'; cause: string }
  /** It was asked and ended or kept silent: it may have done it. */
  | { kind: 'lost'; cause: string };

export interface Bridge {
  /** Keeps a bridge process running until the signal aborts. `accept` resolves when events are safe: only then are they forgotten. */
  run(accept: (events: readonly PuppetEvent[]) => Promise<void>, signal: AbortSignal): Promise<void>;
  send(order: Omit<Extract<ToBridge, { kind: 'send' }>, 'kind' | 'call'>, signal: AbortSignal): Promise<Told<Sent>>;
  load(order: Omit<Extract<ToBridge, { kind: 'load' }>, 'kind' | 'call'>, signal: AbortSignal): Promise<Told<Loaded>>;
}

const PROGRAM = fileURLToPath(new URL('./bridge-process.ts', import.meta.url));
/** It says `alive` every 10 s; one that is silent for so long hangs. Starting Wechaty may take its 15 s twice. */
const SILENT_TOO_LONG_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
/** One that ran so long had no trouble to start. */
const STEADY_MS = 60_000;
const LAST_WORDS = 2_000;

type Answer = { kind: 'sent'; outcome: Sent } | { kind: 'loaded'; outcome: Loaded };

export function createBridge({ settings, clock, logger, onState }: BridgeOptions): Bridge {
  let current: ChildProcess | null = null;
  let calls = 0;
  const waiting = new Map<number, (told: Told<Answer>) => void>();

  async function run(accept: (events: readonly PuppetEvent[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const startedAt = clock.now();
      const cause = await live(accept, signal);
      if (signal.aborted) break;
      failures = clock.now() - startedAt > STEADY_MS ? 1 : failures + 1;
      const retryInMs = backoffMs(failures, 1_000, 60_000);
      logger.error({ cause, retryInMs }, 'the WeChat bridge ended; it is started again');
      onState({ kind: 'down', cause, retryInMs }, null);
      await clock.sleep(retryInMs, signal);
    }
    onState({ kind: 'stopped' }, null);
  }

  /** One life of the bridge process. Resolves with why it ended. */
  async function live(accept: (events: readonly PuppetEvent[]) => Promise<void>, signal: AbortSignal): Promise<string> {
    const { puppet, token, endpoint, tls, dataDirectory, acceptFriends } = settings;
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const child = fork(PROGRAM, {
      // Old packages of strangers get none of our secrets. HOME: puppets keep their caches there.
      env: { HOME: dataDirectory },
      cwd: dataDirectory,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const ended = Promise.withResolvers<string>();
    const intake = createIntake(accept, {
      clock,
      logger,
      signal,
      taken: (entry) => tell(child, { kind: 'taken', entry }),
    });
    let heardAt = clock.now();
    let lastWords = '';
    let stderr = '';
    current = child;
    onState({ kind: 'starting' }, child.pid ?? null);
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = `${stderr}${chunk.toString('utf8')}`.slice(-LAST_WORDS);
    });
    child.on('error', (fault) => ended.resolve(fault.message));
    child.on('exit', (code, by) => ended.resolve(lastWords || stderr.trim() || `it ended with ${by ?? code}`));
    child.on('message', (raw) => {
      heardAt = clock.now();
      const heard = FromBridge.safeParse(raw);
      if (!heard.success)
        return logger.warn({ cause: heard.error.message }, 'the WeChat bridge said something unreadable');
      hear(heard.data);
    });

    function hear(heard: FromBridge): void {
      switch (heard.kind) {
        case 'standing':
          onState(heard.standing, child.pid ?? null);
          break;
        case 'alive':
          break;
        case 'event':
          intake.take(heard.entry, heard.event);
          break;
        case 'sent':
        case 'loaded':
          waiting.get(heard.call)?.({ kind: 'told', answer: heard });
          break;
        case 'fault':
          logger.warn({ where: heard.where, cause: heard.cause }, 'the WeChat bridge survived a fault');
          break;
        case 'ending':
          lastWords = heard.cause;
          break;
        default:
          heard satisfies never;
      }
    }

    tell(child, {
      kind: 'start',
      puppet,
      ...(token === undefined ? {} : { token }),
      ...(endpoint === undefined ? {} : { endpoint }),
      tls,
      dataDirectory,
      acceptFriends,
    });
    const over = new AbortController();
    const stop = () => void stopGently(child, over.signal);
    signal.addEventListener('abort', stop, { once: true });
    void killWhenSilent(child, () => clock.now() - heardAt, over.signal);
    const cause = await ended.promise;
    signal.removeEventListener('abort', stop);
    over.abort();
    current = null;
    for (const answer of waiting.values()) answer({ kind: 'lost', cause: `the WeChat bridge ended: ${cause}` });
    await intake.settled();
    return cause;
  }

  async function killWhenSilent(child: ChildProcess, silentForMs: () => number, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await clock.sleep(SILENT_TOO_LONG_MS / 4, over);
      if (!over.aborted && silentForMs() > SILENT_TOO_LONG_MS) child.kill('SIGKILL');
    }
  }

  async function stopGently(child: ChildProcess, over: AbortSignal): Promise<void> {
    tell(child, { kind: 'stop' });
    await clock.sleep(STOP_WITHIN_MS, over);
    if (!over.aborted) child.kill('SIGKILL');
  }

  /** Asks and waits. The pipe takes an order whole or not at all, so an order that it refused was never heard. */
  async function ask(order: (call: number) => ToBridge, timeoutMs: number, signal: AbortSignal): Promise<Told<Answer>> {
    const child = current;
    if (child === null || !child.connected) return { kind: 'not-asked', cause: 'the WeChat bridge is not running' };
    calls += 1;
    const call = calls;
    const over = new AbortController();
    const answer = new Promise<Told<Answer>>((resolve) => {
      waiting.set(call, resolve);
      child.send(order(call), (fault) => {
        if (fault) resolve({ kind: 'not-asked', cause: fault.message });
      });
      const silent = () => resolve({ kind: 'lost', cause: 'the WeChat bridge did not answer in time' });
      signal.addEventListener('abort', silent, { once: true, signal: over.signal });
      void clock.sleep(timeoutMs, over.signal).then(silent);
    });
    return answer.finally(() => {
      over.abort();
      waiting.delete(call);
    });
  }

  return {
    run,
    async send(order, signal) {
      const told = await ask((call) => ({ kind: 'send', call, ...order }), settings.sendTimeoutMs, signal);
      if (told.kind !== 'told') return told;
      if (told.answer.kind !== 'sent') return { kind: 'lost', cause: 'the WeChat bridge answered something else' };
      return { kind: 'told', answer: told.answer.outcome };
    },
    async load(order, signal) {
      const told = await ask((call) => ({ kind: 'load', call, ...order }), settings.sendTimeoutMs, signal);
      if (told.kind !== 'told') return told;
      if (told.answer.kind !== 'loaded') return { kind: 'lost', cause: 'the WeChat bridge answered something else' };
      return { kind: 'told', answer: told.answer.outcome };
    },
  };
}

function tell(child: ChildProcess, order: ToBridge): void {
  if (child.connected) child.send(order, () => {});
}
