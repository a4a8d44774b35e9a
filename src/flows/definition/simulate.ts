import { AccountId, ChannelId, ChoiceId, ConversationId, CustomerId, type Locale, PeerId } from '../../core/index.ts';
import { type DriveOptions, drive, type Moved, type TurnEffect } from '../drive.ts';
import type { FlowEvent } from '../engine/event.ts';
import { newRun } from '../engine/run.ts';
import { PORTS, type PortName } from '../ports/catalogue.ts';
import type { Party, Ports } from '../ports/port.ts';
import type { FlowLibrary } from './library.ts';
import { SAMPLE_RESULTS } from './sample-results.ts';

export interface SimulationOptions {
  locale: Locale;
  /** Milliseconds; the simulated time starts here and moves only with "/wait". */
  now: number;
  /** Which outcome a port gives; the first of its outcomes when it is not named. */
  outcomes: Readonly<Partial<Record<string, string>>>;
}

/** A dialogue with a flow, without channel, database or order system. */
export interface Simulation {
  /** Lines that the customer would see, and in brackets what would be done. */
  start(): Promise<string[]>;
  /** What the customer types; "2" presses the second button. /wait, /photo, /answered and /unanswered are events. */
  say(line: string): Promise<string[]>;
  readonly over: boolean;
}

const PARTY: Party = {
  customer: CustomerId.parse('simulated'),
  conversation: ConversationId.parse('simulated'),
  address: {
    channel: ChannelId.parse('terminal'),
    account: AccountId.parse('simulated'),
    peer: PeerId.parse('simulated'),
  },
};

/** Null when there is no such flow. */
export function simulateFlow(library: FlowLibrary, id: string, options: SimulationOptions): Simulation | null {
  const flow = library.flow(id);
  if (flow === null) return null;
  const notes: string[] = [];
  const port = (name: PortName) => async (input: unknown) => {
    const outcome = options.outcomes[name] ?? PORTS[name].outcomes[0];
    notes.push(`[${name} ${JSON.stringify(input)} → ${outcome}]`);
    const data = SAMPLE_RESULTS[name]?.[outcome];
    return data === undefined ? { outcome } : { outcome, data };
  };
  const ports = Object.fromEntries(
    (Object.keys(PORTS) as PortName[]).map((name) => [name, port(name)]),
  ) as unknown as Ports;
  const driving: DriveOptions = {
    library,
    ports,
    portTimeoutMs: 5_000,
    onFault: (name, cause) => notes.push(`[${name} failed: ${String(cause)}]`),
  };
  let moved: Moved = { run: newRun(flow, 'simulated', options.locale), effects: [], digression: null };
  let now = options.now;
  let buttons: { id: string; label: string }[] = [];

  async function move(event: FlowEvent): Promise<string[]> {
    if (moved.run === null) return ['[the flow has ended]'];
    moved = await drive(driving, moved.run, event, Temporal.Instant.fromEpochMilliseconds(now), PARTY);
    const lines = [...notes.splice(0), ...moved.effects.flatMap(linesOf)];
    if (moved.digression) lines.push(`[not for the flow: "${moved.digression.text}" — type /answered or /unanswered]`);
    return lines;
  }

  function linesOf(effect: TurnEffect): string[] {
    if (effect.kind !== 'say') return [`[${effect.kind} ${JSON.stringify(withoutKey(effect))}]`];
    const { reply } = effect;
    if (reply.kind === 'text') return [reply.markdown];
    if (reply.kind === 'media') return ['[a file]'];
    buttons = reply.choices;
    return [reply.prompt, ...reply.choices.map((choice, index) => `  ${index + 1}. ${choice.label}`)];
  }

  return {
    start: () => move({ kind: 'start' }),
    async say(line) {
      const text = line.trim();
      switch (text) {
        case '/wait': {
          const timer = moved.run?.timer;
          if (!timer) return ['[nothing waits for time]'];
          now = timer.at;
          return move({ kind: 'timeout', key: timer.key });
        }
        case '/photo':
          return move({ kind: 'media', media: { kind: 'image', ref: 'simulated.jpg' } });
        case '/answered':
          return move({ kind: 'resumed', after: 'answer' });
        case '/unanswered':
          return moved.digression ? move({ kind: 'unanswered', text: moved.digression.text }) : ['[nothing is open]'];
        default: {
          const pressed = /^\d{1,2}$/.test(text) ? buttons[Number(text) - 1] : undefined;
          return move(pressed ? { kind: 'choice', id: ChoiceId.parse(pressed.id) } : { kind: 'message', text });
        }
      }
    },
    get over() {
      return moved.run === null;
    },
  };
}

function withoutKey(effect: TurnEffect): Record<string, unknown> {
  const { kind: _kind, ...rest } = effect;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'key'));
}
