import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { errorText } from '../../core/index.ts';
import { type Journal, openJournal } from './journal.ts';
import { FromBridge, PuppetEvent, ToBridge } from './protocol.ts';
import type { ConnectedPuppet } from './puppet.ts';

/**
 * A process of its own for Wechaty and its puppet: three hundred old packages that leak, throw where nobody catches and
 * get disconnected. It speaks with the channel over IPC; when it ends, the channel starts another one.
 */
enableCompileCache();

const ALIVE_EVERY_MS = 10_000;
/** A puppet that did not answer several probes in a row is dead, whatever its connection says. */
const SILENT_TOO_LONG_MS = 120_000;

let puppet: ConnectedPuppet | null = null;
let journal: Journal | null = null;
let loggedIn = false;
/** Events in their order, one after the other: names are asked for in between. */
let telling: Promise<void> = Promise.resolve();
const untold: { entry: string; event: PuppetEvent }[] = [];

process.on('message', (raw) => {
  void obey(raw).catch((thrown) => say({ kind: 'fault', where: 'order', cause: errorText(thrown) }));
});
// The channel is gone: another one will start another bridge, and two of them would fight for the same login.
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', (thrown) => say({ kind: 'fault', where: 'rejection', cause: errorText(thrown) }));
process.on('uncaughtException', (thrown) => end(errorText(thrown)));

async function obey(raw: unknown): Promise<void> {
  const order = ToBridge.parse(raw);
  switch (order.kind) {
    case 'start':
      return start(order);
    case 'taken':
      journal?.forget(order.entry);
      return;
    case 'send': {
      const outcome = (await puppet?.send(order.to, order.message)) ?? {
        kind: 'not-sent' as const,
        reason: 'logged-out' as const,
        cause: 'the puppet is not connected yet',
      };
      return say({ kind: 'sent', call: order.call, outcome });
    }
    case 'load': {
      const none = { kind: 'unavailable' as const, cause: 'the puppet is not connected yet' };
      const outcome = (await puppet?.load(order.message, order.most)) ?? none;
      return say({ kind: 'loaded', call: order.call, outcome });
    }
    case 'stop':
      await puppet?.stop();
      process.exit(0);
      break;
    default:
      order satisfies never;
  }
}

async function start(order: Extract<ToBridge, { kind: 'start' }>): Promise<void> {
  try {
    const opened = openJournal(join(order.dataDirectory, 'journal'));
    journal = opened;
    untold.push(...opened.left());
    const { connectPuppet } = await import('./puppet.ts');
    puppet = await connectPuppet(order, {
      standing(standing) {
        say({ kind: 'standing', standing });
        loggedIn = standing.kind === 'logged-in';
        tell();
      },
      event(event) {
        const whole = PuppetEvent.parse(event);
        untold.push({ entry: opened.write(whole), event: whole });
        tell();
      },
      fault: (where, thrown) => say({ kind: 'fault', where, cause: errorText(thrown) }),
      lost: end,
    });
    tell();
    setInterval(watch, ALIVE_EVERY_MS);
  } catch (thrown) {
    end(errorText(thrown));
  }
}

/** Before the login nothing can be asked about a message, and nothing could be answered. */
function tell(): void {
  const connected = puppet;
  if (connected === null || !loggedIn) return;
  for (const { entry, event } of untold.splice(0)) {
    telling = telling
      .then(async () => say({ kind: 'event', entry, event: await connected.complete(event) }))
      .catch((thrown) => say({ kind: 'fault', where: 'telling', cause: errorText(thrown) }));
  }
}

function watch(): void {
  const { silentForMs } = puppet?.probe() ?? { silentForMs: 0 };
  if (silentForMs > SILENT_TOO_LONG_MS) end(`the puppet has said nothing for ${Math.round(silentForMs / 1000)} s`);
  else say({ kind: 'alive' });
}

function say(message: FromBridge): void {
  if (process.connected) process.send?.(FromBridge.parse(message));
}

/** Its last words reach the channel before it ends. */
function end(cause: string): void {
  const words: FromBridge = { kind: 'ending', cause };
  if (process.connected) process.send?.(words, () => process.exit(1));
  else process.exit(1);
}
