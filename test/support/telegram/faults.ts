import { Refusal, type WireFailure } from './wire.ts';

/** A scripted misbehaviour of the platform: which calls it meets, how often, and what happens to them. */
export interface Fault {
  /** A Bot API method; any when absent. */
  method?: string;
  chatId?: number;
  /** Lets this many matching calls through first. */
  skip?: number;
  /** How many matching calls it meets; 1 when absent, null for all from now on. */
  times?: number | null;
  does: FaultEffect;
}

export type FaultEffect =
  | { kind: 'tooManyRequests'; retryAfter: number }
  | { kind: 'blocked' }
  | { kind: 'migrate'; toChatId: number }
  /** `html` answers as a proxy in front of Telegram does: no JSON. */
  | { kind: 'serverError'; code?: number; html?: boolean }
  | { kind: 'error'; failure: WireFailure }
  /** The request is read and nothing ever comes back; it has no effect. */
  | { kind: 'hang' }
  /** The connection breaks before the request has an effect. */
  | { kind: 'reset' }
  /** The request has its effect, then the connection breaks before the answer. */
  | { kind: 'acceptThenDrop' }
  /** The request has its effect, and nothing ever comes back. */
  | { kind: 'acceptThenHang' }
  | { kind: 'delay'; ms: number };

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The effect for this call, or null. Counts down the script that it takes from. */
  take(method: string, chatId: number | null): FaultEffect | null;
}

export function createFaults(): Faults {
  let scripts: { fault: Fault; skip: number; left: number }[] = [];

  return {
    add(fault) {
      scripts.push({ fault, skip: fault.skip ?? 0, left: fault.times === null ? Infinity : (fault.times ?? 1) });
    },
    clear() {
      scripts = [];
    },
    take(method, chatId) {
      if (scripts.length === 0) return null;
      const script = scripts.find(
        ({ fault }) =>
          (fault.method === undefined || fault.method.toLowerCase() === method) &&
          (fault.chatId === undefined || fault.chatId === chatId),
      );
      if (script === undefined) return null;
      if (script.skip > 0) {
        script.skip -= 1;
        return null;
      }
      script.left -= 1;
      if (script.left <= 0) scripts = scripts.filter((other) => other !== script);
      return script.fault.does;
    },
  };
}

/** The answer of those faults that are an answer; null for those that concern the connection. */
export function refusalOf(effect: FaultEffect): Refusal | null {
  switch (effect.kind) {
    case 'tooManyRequests':
      return tooManyRequests(effect.retryAfter);
    case 'blocked':
      return new Refusal(403, 'Forbidden: bot was blocked by the user');
    case 'migrate':
      return upgraded(effect.toChatId);
    case 'serverError':
      return new Refusal(effect.code ?? 500, effect.code === 502 ? 'Bad Gateway' : 'Internal Server Error');
    case 'error':
      return new Refusal(effect.failure.error_code, effect.failure.description, effect.failure.parameters);
    case 'hang':
    case 'reset':
    case 'acceptThenDrop':
    case 'acceptThenHang':
    case 'delay':
      return null;
    default:
      return effect satisfies never;
  }
}

export function tooManyRequests(retryAfter: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}

export function upgraded(toChatId: number): Refusal {
  return new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: toChatId,
  });
}
