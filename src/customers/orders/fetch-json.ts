import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type RetryPolicy,
  retry,
  wrap,
} from 'cockatiel';
import { guardedRequest, readText } from '../../outgoing/index.ts';

/** A request to a system that may hang, fail, send too much or send nonsense. */
interface JsonRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface JsonFetcher {
  /** The parsed body, or undefined for 404. Throws `FetchFault` for everything else that is no answer. */
  fetchJson(request: JsonRequest, signal: AbortSignal): Promise<unknown>;
}

export interface JsonFetcherOptions {
  timeoutMs: number;
  maxBytes: number;
  /** Tries in all. */
  attempts: number;
  /** Private hosts that may be called (OUTGOING_ALLOWED_HOSTS). */
  allowedHosts: readonly string[];
}

/** `again`: the system may answer a second try. A body that is too large or no JSON will be so again. */
class FetchFault extends Error {
  readonly again: boolean;

  constructor(message: string, again: boolean, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FetchFault';
    this.again = again;
  }
}

/** After so many failures in a row the system is left alone for a while, so that customers do not wait for it. */
const FAILURES_BEFORE_OPEN = 5;
const OPEN_MS = 15_000;

/** One per system: the breaker remembers how that system has been doing. */
export function createJsonFetcher({ timeoutMs, maxBytes, attempts, allowedHosts }: JsonFetcherOptions): JsonFetcher {
  const worthAnotherTry = handleWhen((fault) => !(fault instanceof FetchFault) || fault.again);
  const retries: RetryPolicy = retry(worthAnotherTry, {
    maxAttempts: Math.max(0, attempts - 1),
    backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1_000 }),
  });
  const breaker: CircuitBreakerPolicy = circuitBreaker(worthAnotherTry, {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
  });
  const policy = wrap(retries, breaker);

  async function once(request: JsonRequest, signal: AbortSignal): Promise<unknown> {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const answer = await guardedRequest({
        url: request.url,
        method: request.method ?? 'GET',
        headers: { accept: 'application/json', ...request.headers },
        allowedHosts,
        signal: bounded,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      if (answer.kind === 'forbidden') throw new FetchFault(answer.detail, false);
      if (answer.kind === 'failed') throw new Error(answer.detail);
      const { status, response } = answer;
      // A redirect is not followed: it would carry the shop's key to another host.
      if (status < 200 || status > 299) {
        response.resume();
        if (status === 404) return undefined;
        throw new FetchFault(`it answered ${status}`, status >= 500 || status === 429);
      }
      const text = await readText(response, maxBytes);
      if (text === null) throw new FetchFault(`its answer is larger than ${maxBytes} bytes`, false);
      return parseJson(text);
    } catch (thrown) {
      if (thrown instanceof FetchFault) throw thrown;
      throw new FetchFault(
        bounded.aborted ? `it did not answer within ${timeoutMs} ms` : 'it could not be reached',
        !signal.aborted,
        { cause: thrown },
      );
    }
  }

  return { fetchJson: (request, signal) => policy.execute(() => once(request, signal), signal) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new FetchFault('its answer is no JSON', false, { cause: thrown });
  }
}
