import type * as z from 'zod';
import { API, ApiError, type ApiErrorCode } from '../../../src/server/contract/index.ts';

export type CallName = keyof typeof API;
type Spec<Name extends CallName> = (typeof API)[Name];

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Part<Key extends string, Content> = [Content] extends [never] ? unknown : { [K in Key]: Content };
type InputOf<S, Key extends 'query' | 'body'> = S extends { [K in Key]: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : never;

/** What a call needs: the names in its path, its query and its body, as the contract's table says. */
export type CallInput<Name extends CallName> = Part<
  'params',
  [ParamNames<Spec<Name>['path']>] extends [never] ? never : Record<ParamNames<Spec<Name>['path']>, string>
> &
  Part<'query', InputOf<Spec<Name>, 'query'>> &
  Part<'body', InputOf<Spec<Name>, 'body'>>;

export type CallAnswer<Name extends CallName> = z.output<Spec<Name>['answer']>;

export type FailureCode = ApiErrorCode | 'offline' | 'not_understood';

/** A call that brought no answer. `offline`: the server was not reached; `not_understood`: it speaks another version. */
export class CallFailure extends Error {
  readonly code: FailureCode;
  readonly status: number;
  readonly by: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, status = 0, more: { by?: string; retryAfterMs?: number } = {}) {
    super(message);
    this.name = 'CallFailure';
    this.code = code;
    this.status = status;
    this.by = more.by;
    this.retryAfterMs = more.retryAfterMs;
  }
}

export interface ApiClient {
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallAnswer<Name>>;
  /** The bytes of a file, to be named in a reply. */
  upload(file: File): Promise<CallAnswer<'upload'>>;
}

interface Request {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

/** The desk's API, typed by the contract's table. `csrf` is asked at each change; each answer is parsed. */
export function createApiClient(csrf: () => string | undefined, send: typeof fetch = fetch): ApiClient {
  return {
    call: async (name, input) => {
      const { body } = input as Request;
      const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      return perform(name, input as Request, headers, body === undefined ? undefined : JSON.stringify(body));
    },
    upload: async (file) => {
      const query = { name: file.name, type: file.type || 'application/octet-stream' };
      return perform('upload', { query }, { 'content-type': 'application/octet-stream' }, file);
    },
  };

  async function perform<Name extends CallName>(
    name: Name,
    { params = {}, query = {} }: Request,
    headers: Record<string, string>,
    body: NonNullable<RequestInit['body']> | undefined,
  ): Promise<CallAnswer<Name>> {
    const spec = API[name];
    const token = csrf();
    if (spec.method !== 'GET' && token !== undefined) headers['x-csrf-token'] = token;
    let response: Response;
    try {
      response = await send(addressOf(spec.path, params, query), {
        method: spec.method,
        headers: { accept: 'application/json', ...headers },
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body }),
      });
    } catch (cause) {
      throw new CallFailure('offline', cause instanceof Error ? cause.message : String(cause));
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw failureOf(response.status, answer);
    const parsed = spec.answer.safeParse(answer);
    if (!parsed.success) throw new CallFailure('not_understood', parsed.error.message, response.status);
    return parsed.data as CallAnswer<Name>;
  }
}

/** The path with its names and the query put in. Values that are undefined, null or empty are left out. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, unknown>>,
): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function failureOf(status: number, answer: unknown): CallFailure {
  const parsed = ApiError.safeParse(answer);
  if (parsed.success) {
    const { code, message, by, retryAfterMs } = parsed.data.error;
    return new CallFailure(code, message, status, {
      ...(by === undefined ? {} : { by }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  // A proxy or an older server answered, not the API.
  return new CallFailure(status >= 500 ? 'unavailable' : 'not_understood', `HTTP ${status}`, status);
}
