import type { Problem } from '../content/index.ts';
import type { Clock, Locale } from '../core/index.ts';
import type { Storage, Tx } from '../storage/index.ts';
import { type FlowExample, type FlowLibrary, openFlowLibrary } from './definition/library.ts';
import { sqlVersionMemory } from './definition/version-store.ts';
import { type DriveOptions, drive, type Moved, type TurnEffect } from './drive.ts';
import type { FlowEvent } from './engine/event.ts';
import { depthOf, type FlowRun, newRun } from './engine/run.ts';
import { PORTS } from './ports/catalogue.ts';
import type { Party, Ports } from './ports/port.ts';
import { allowSurveys, declineSurveys, planInvite } from './surveys/invites.ts';
import { clearTimer, setTimer } from './timers.ts';

/** A flow to begin. `id` names the run and must be the same when the same turn is computed again. */
export interface FlowStart {
  flow: string;
  id: string;
  locale: Locale;
  /** What the customer said; values in it are not asked again. */
  text?: string;
  slots?: FlowRun['slots'];
  /** The run that it interrupts; that one is taken up again afterwards. */
  over?: FlowRun | null;
}

/**
 * The flows, as a turn uses them. One turn, in order:
 *
 * ```ts
 * const party = { customer, address, conversation };
 * let moved = memory.flow                       // FlowRun | null, parsed with `FlowRun` when it was read
 *   ? await flows.advance(memory.flow, eventOf(content), party)
 *   : await flows.start({ flow: 'order-progress', id: messageKey, locale, text }, party);
 * if (moved.digression) {
 *   const { text, quiet } = moved.digression;
 *   const route = await knowledge.ask(…);       // articles and flow examples in one retrieval
 *   if (route is a flow)        moved = join(moved, await flows.start({ flow, id, locale, text, over: moved.run }, party));
 *   else if (route answers it)  moved = [answer, …join(moved, await flows.advance(moved.run, { kind: 'resumed', after: 'answer' }, party))];
 *   else if (quiet)             the bot says what it would have said without a flow;
 *   else                        moved = join(moved, await flows.advance(moved.run, { kind: 'unanswered', text }, party));
 * }
 * await storage.transact(async (tx) => {
 *   …outbox rows for `say`, owner change for `handoff`, tags, consent, language, erase…
 *   memory.flow = moved.run;
 *   await flows.commit(tx, moved, party, now);  // timers, invitations, declines
 * });
 * ```
 *
 * Ports (order look-ups, complaints) are called inside `start` and `advance`, before the transaction and outside of
 * it. A port that changes something commits by itself, once per key, so a turn that is done again after a crash finds
 * its own change and goes on from there. Keys derive from the run's id: hence the rule about `FlowStart.id`.
 */
export interface Flows {
  has(flow: string): boolean;
  /** Sentences that start flows, to be entries of the same retrieval as the articles. */
  examples(): readonly FlowExample[];
  /** The flow that a message asks for beyond doubt, or null; to be asked before the search. */
  cued(text: string): string | null;
  titleOf(flow: string, locale: Locale): string | null;
  start(start: FlowStart, party: Party): Promise<Moved>;
  advance(run: FlowRun, event: FlowEvent, party: Party): Promise<Moved>;
  /** Stores what belongs to flows in the turn's transaction; gives back the effects that are the turn's own. */
  commit(tx: Tx, moved: Moved, party: Party, now: number): Promise<readonly TurnEffect[]>;
  /** Reads the folder again; what is broken keeps its last good version. */
  reload(): Promise<readonly Problem[]>;
  problems(): readonly Problem[];
  library: FlowLibrary;
}

export interface FlowsOptions {
  directory: string;
  clock: Clock;
  timeZone: string;
  ports: Ports;
  /** Where versions are remembered; without it a run cannot end on a version whose file has changed meanwhile. */
  storage?: Storage;
  portTimeoutMs?: number;
  onFault?: DriveOptions['onFault'];
}

/** Flows that wait on top of each other. More is somebody playing. */
const DEEPEST = 4;
const PORT_TIMEOUT_MS = 8_000;

/** Throws FLOW_INVALID when the folder holds nothing that can run. */
export async function createFlows(options: FlowsOptions): Promise<Flows> {
  const { clock } = options;
  const library = await openFlowLibrary({
    directory: options.directory,
    timeZone: options.timeZone,
    ports: PORTS,
    ...(options.storage ? { memory: sqlVersionMemory(options.storage, clock) } : {}),
  });
  const driving: DriveOptions = {
    library,
    ports: options.ports,
    portTimeoutMs: options.portTimeoutMs ?? PORT_TIMEOUT_MS,
    onFault: options.onFault ?? (() => {}),
  };
  const instant = () => Temporal.Instant.fromEpochMilliseconds(clock.now());

  async function start(start: FlowStart, party: Party): Promise<Moved> {
    const over = start.over ?? null;
    const flow = library.flow(start.flow);
    if (over && (flow === null || over.flow === start.flow || depthOf(over) >= DEEPEST)) {
      // The flow that is asked for is the one that is waiting: its words are an answer to it, if anything.
      return drive(driving, over, { kind: 'unanswered', text: start.text ?? '' }, instant(), party);
    }
    if (flow === null) return { run: null, effects: [], digression: null };
    const event: FlowEvent = {
      kind: 'start',
      ...(start.text === undefined ? {} : { text: start.text }),
      ...(start.slots === undefined ? {} : { slots: start.slots }),
    };
    return drive(driving, newRun(flow, start.id, start.locale, over), event, instant(), party);
  }

  return {
    library,
    has: (flow) => library.flow(flow) !== null,
    examples: () => library.examples(),
    cued: (text) => library.cued(text),
    titleOf: (flow, locale) => library.flow(flow)?.title[locale] ?? null,
    start,
    advance: (run, event, party) =>
      event.kind === 'message' && asksForAnother(library, run, event.text)
        ? Promise.resolve({ run, effects: [], digression: { text: event.text, quiet: false } })
        : drive(driving, run, event, instant(), party),
    reload: () => library.reload(),
    problems: () => library.problems(),
    async commit(tx, moved, party, now) {
      const timer = moved.run?.timer ?? null;
      if (timer) await setTimer(tx, party.conversation, timer);
      else await clearTimer(tx, party.conversation);
      const own: TurnEffect[] = [];
      for (const effect of moved.effects) {
        if (effect.kind === 'invite') {
          const survey = library.flow(effect.survey);
          if (survey) await planInvite(tx, survey, { ...party, occasion: effect.occasion, at: effect.at, now });
        } else if (effect.kind === 'decline-surveys') await declineSurveys(tx, party.customer, now);
        else own.push(effect);
        // Who wants our messages again is asked again, too.
        if (effect.kind === 'consent' && effect.topic === 'care' && effect.granted)
          await allowSurveys(tx, party.customer);
      }
      return own;
    },
  };
}

/**
 * Where words are asked for, everything is an answer but the very sentence that starts another flow: "我要投诉" is no
 * address. What a story only resembles stays a story.
 */
function asksForAnother(library: FlowLibrary, run: FlowRun, text: string): boolean {
  const resolved = library.resolve(run);
  if (resolved.kind === 'handoff' || run.state.kind !== 'asking') return false;
  const step = resolved.flow.steps.get(run.step);
  if (step?.kind !== 'ask' || resolved.flow.slots.get(step.slot)?.type.type !== 'text') return false;
  const said = bare(text);
  return said !== '' && library.examples().some((each) => each.flow !== run.flow && bare(each.text) === said);
}

function bare(text: string): string {
  return text.length > 60
    ? ''
    : text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\p{P}\p{S}\s]/gu, '');
}
