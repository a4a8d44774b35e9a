import type { OutboxGate, SayFirst } from '../care/index.ts';
import type { Coordination } from '../coordination/index.ts';
import type { Address, Channel, Clock, Inbox, Locale, Random, Reply } from '../core/index.ts';
import { createAudienceReader, runErasures } from '../customers/index.ts';
import type { Flows } from '../flows/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Storage } from '../storage/index.ts';
import { createDispatcher } from './dispatcher.ts';
import { sweepDue } from './due-sweep.ts';
import { createDeskVoice, type DeskVoice } from './handoff/desk-voice.ts';
import { createInbox } from './inbox.ts';
import type { BotObserver } from './observer.ts';
import { createSayFirst } from './outbox/first-words.ts';
import { createOutbox } from './outbox/outbox.ts';
import { recoverSends } from './outbox/recover.ts';
import { sayAside } from './outbox/say-aside.ts';
import { alive, beat, HEARTBEAT_MS, leave, type ProcessSelf } from './processes.ts';
import { forgetSettled } from './retention.ts';
import { relayTopics } from './staff/relay-topics.ts';
import type { StaffRoom } from './staff/staff-room.ts';
import type { AlertDesk } from './turn/alert-desk.ts';
import { createTurn } from './turn/turn.ts';
import type { Words } from './words/words.ts';

/** Consoles of every process listen here; what changed they read themselves. */
export const DESK_TOPIC = 'desk';

const TOPICS_MS = 700;
/** Erasures fall due a quarter of an hour after the wish; nobody should wait much longer. */
const TIDY_UP_MS = 5 * 60 * 1000;

export interface BotOptions {
  storage: Storage;
  coordination: Coordination;
  channels: readonly Channel[];
  knowledge: Knowledge;
  flows: Flows;
  words: Words;
  clock: Clock;
  random: Random;
  self: ProcessSelf;
  observer: BotObserver;
  defaultLocale: Locale;
  /** What alerts and care must pass when they are claimed; left out: there are none. */
  gate?: OutboxGate;
  /** What is behind the buttons of alerts. */
  alerts?: AlertDesk;
  /** Where the staff meets the customers in the messenger; null: nowhere. */
  staff?: StaffRoom | null;
}

/** Inbox, turns and outbox of one process. */
export interface Bot {
  readonly inbox: Inbox;
  /** How people at the desk speak to customers. */
  readonly voice: DeskVoice;
  /** How alerts and care are said. */
  readonly sayFirst: SayFirst;
  /** Says something to one of our own people; no customer hears of it. */
  sayAside(to: Address, reply: Reply): Promise<void>;
  /** Tells outbox and consoles that the desk has committed something. */
  deskCommitted(): void;
  /** Tells the outbox that another part has committed something to send. */
  wakeOutbox(): void;
  /** Settles what dead processes left, then works until `stop`. */
  start(): Promise<void>;
  /** Finishes the running turns, then sends what is due for at most `drainMs`. What is left is sent at the next start. */
  stop(drainMs: number): Promise<void>;
}

export function createBot(options: BotOptions): Bot {
  const { storage, coordination, channels, clock, random, self, observer } = options;
  const { lanes, limits, events } = coordination;
  const turns = new AbortController();
  const sends = new AbortController();
  const outbox = createOutbox({
    storage,
    channels,
    limits,
    events,
    clock,
    random,
    processId: self.id,
    observer,
    gate: options.gate ?? null,
  });
  const runTurn = createTurn({
    storage,
    channels,
    mind: {
      knowledge: options.knowledge,
      flows: options.flows,
      words: options.words,
      audienceOf: createAudienceReader(storage.db),
      ...(options.alerts ? { alerts: options.alerts } : {}),
    },
    clock,
    defaultLocale: options.defaultLocale,
    staff: options.staff ?? null,
    board: outbox.board,
  });
  const dispatcher = createDispatcher({
    storage,
    lanes,
    events,
    clock,
    runTurn,
    observer,
    onCommitted: deskCommitted,
  });
  const inbox = createInbox({ storage, clock, onAccepted: (key) => dispatcher.wake(key) });
  let working: Promise<unknown>[] = [];
  let sending: Promise<void> = Promise.resolve();

  /** Whether a send of unknown outcome may be repeated: never where the channel is not known to this process. */
  function isIdempotent(id: string, account: string): boolean {
    const channel = channels.find((known) => known.id === id && known.account === account);
    return channel?.abilities.idempotentSend ?? false;
  }

  async function watchProcesses(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      try {
        await beat(storage, self, clock.now());
        await recoverSends(storage, (tx) => alive(tx, self, clock), isIdempotent, clock.now());
      } catch (thrown) {
        observer.fault('heartbeat', thrown);
      }
    }
  }

  async function tidyUp(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await forgetSettled(storage, clock.now()).catch((thrown: unknown) => observer.fault('tidy-up', thrown));
      await runErasures(storage, clock.now()).catch((thrown: unknown) => observer.fault('erasure', thrown));
      await clock.sleep(TIDY_UP_MS, signal);
    }
  }

  function deskCommitted(): void {
    outbox.wake();
    events.publish(DESK_TOPIC);
  }

  /** Topics follow the talk: at once for what this process commits, within a second for the others. */
  async function followTopics(staff: StaffRoom, signal: AbortSignal): Promise<void> {
    let awake = () => {};
    const end = events.subscribe(DESK_TOPIC, () => awake());
    const parts = { storage, staff, channels, words: options.words, clock, committed: deskCommitted };
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        awake = resolve;
      });
      await relayTopics(parts, signal).catch((thrown: unknown) => observer.fault('topics', thrown));
      const stop = new AbortController();
      await Promise.race([woken, clock.sleep(TOPICS_MS, AbortSignal.any([signal, stop.signal]))]);
      stop.abort();
    }
    end();
  }

  return {
    inbox,
    voice: createDeskVoice({ channels, words: options.words, flows: options.flows }),
    sayFirst: createSayFirst(channels),
    async sayAside(to, reply) {
      await sayAside({ storage, channels, clock }, to, reply);
      outbox.wake();
    },
    deskCommitted,
    wakeOutbox: () => outbox.wake(),
    async start() {
      await beat(storage, self, clock.now());
      await recoverSends(storage, (tx) => alive(tx, self, clock), isIdempotent, clock.now());
      working = [
        ...(options.staff ? [followTopics(options.staff, turns.signal)] : []),
        dispatcher.run(turns.signal),
        watchProcesses(turns.signal),
        tidyUp(turns.signal),
        sweepDue({ storage, inbox, clock, observer }, turns.signal),
      ];
      sending = outbox.run(sends.signal);
    },
    async stop(drainMs) {
      const deadline = clock.now() + drainMs;
      await dispatcher.drain(deadline);
      turns.abort();
      await Promise.all(working);
      await outbox.drain(deadline);
      sends.abort();
      await sending;
      await leave(storage, self, clock.now()).catch((thrown: unknown) => observer.fault('stop', thrown));
    },
  };
}
