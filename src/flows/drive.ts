import type { FlowLibrary } from './definition/library.ts';
import { advance } from './engine/advance.ts';
import type { Effect } from './engine/effect.ts';
import type { FlowEvent } from './engine/event.ts';
import { depthOf, type FlowRun, newRun } from './engine/run.ts';
import { PORTS } from './ports/catalogue.ts';
import type { Party, PortResult, Ports } from './ports/port.ts';

/** What is left for the turn when ports and nested flows have been dealt with. */
export type TurnEffect = Exclude<Effect, { kind: 'call' | 'start-flow' | 'digress' | 'timer' | 'cancel-timer' }>;

/**
 * The run as it is to be stored (null: no flow any more) and what to commit with it. `run.timer` is the one time at
 * which it wants to be woken. `digression`: the words were not for the flow; see `Flows.advance`.
 */
export interface Moved {
  run: FlowRun | null;
  effects: readonly TurnEffect[];
  digression: { text: string; quiet: boolean } | null;
}

export interface DriveOptions {
  library: FlowLibrary;
  ports: Ports;
  /** A port may take this long, in milliseconds, before the customer is told that it is unavailable. */
  portTimeoutMs: number;
  /** A port failed; for the log. */
  onFault(port: string, cause: unknown): void;
}

/** A flow that calls and nests more often than this without asking anybody runs in a circle. */
const MOST_ROUNDS = 60;

/** Feeds an event to the run on top and goes on until somebody has to be waited for: a person or a clock. */
export async function drive(
  options: DriveOptions,
  run: FlowRun,
  event: FlowEvent,
  now: Temporal.Instant,
  party: Party,
): Promise<Moved> {
  const effects: TurnEffect[] = [];
  let digression: Moved['digression'] = null;
  let current: FlowRun = run;
  let next: FlowEvent | null = event;
  for (let round = 0; next !== null; round += 1) {
    const resolved = options.library.resolve(current);
    if (resolved.kind === 'handoff' || round >= MOST_ROUNDS) {
      const reason = resolved.kind === 'handoff' ? 'version' : 'stuck';
      effects.push({
        kind: 'handoff',
        key: `${current.id}:handoff`,
        reason,
        skill: null,
        flow: current.flow,
        slots: current.slots,
      });
      return { run: null, effects, digression: null };
    }
    const moved = advance(resolved.flow, resolved.run, next, now);
    next = null;
    let child: FlowRun | null = null;
    for (const effect of moved.effects) {
      switch (effect.kind) {
        case 'call': {
          const result = await callPort(options, effect, moved.run ?? current, now, party);
          next = { kind: 'called', key: effect.key, ...result };
          break;
        }
        case 'start-flow': {
          const flow = options.library.flow(effect.flow);
          if (flow === null) next = { kind: 'resumed', after: 'flow' };
          else {
            child = newRun(flow, childId(effect.key), (moved.run ?? current).locale, moved.run);
            next = { kind: 'start', slots: effect.slots };
          }
          break;
        }
        case 'digress':
          digression = { text: effect.text, quiet: effect.quiet };
          break;
        case 'timer':
        case 'cancel-timer':
          break;
        default:
          effects.push(effect);
      }
    }
    if (moved.run === null) return { run: null, effects, digression };
    if (depthOf(moved.run) < depthOf(current)) next = { kind: 'resumed', after: 'flow' };
    current = child ?? moved.run;
  }
  return { run: current, effects, digression };
}

/** Every way in which a port can fail is one outcome, so that a flow has to say what then happens. */
async function callPort(
  options: DriveOptions,
  effect: Extract<Effect, { kind: 'call' }>,
  run: FlowRun,
  now: Temporal.Instant,
  party: Party,
): Promise<PortResult> {
  const port = Object.hasOwn(options.ports, effect.port) ? options.ports[effect.port as keyof Ports] : undefined;
  const known: readonly string[] = PORTS[effect.port as keyof typeof PORTS]?.outcomes ?? [];
  const signal = AbortSignal.timeout(options.portTimeoutMs);
  try {
    if (port === undefined) throw new Error(`there is no port ${effect.port}`);
    const call = { ...party, key: effect.key, run: run.id, locale: run.locale, now: now.epochMilliseconds, signal };
    const result = await Promise.race([port(effect.input, call), aborted(signal)]);
    if (result.outcome !== 'unavailable' && !known.includes(result.outcome))
      throw new Error(`it gave the unknown outcome ${result.outcome}`);
    return result;
  } catch (thrown) {
    options.onFault(effect.port, thrown);
    return { outcome: 'unavailable' };
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Unique and repeatable, and never longer than an id may be. */
function childId(key: string): string {
  return key.length <= 64 ? key : `${key.slice(0, 40)}~${key.slice(-23)}`;
}
