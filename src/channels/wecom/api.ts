import * as z from 'zod';
import type { Clock, LoadedMedia } from '../../core/index.ts';
import { errorText, readAtMost } from '../../core/index.ts';
import { NotSentError, STALE_TOKEN, WeComRefusal } from './failure.ts';

/** The HTTP API of one app of one corp. Every call throws `WeComRefusal`, `NotSentError`, or what broke on the way. */
export interface WeComApi {
  get<S extends z.ZodType>(
    path: string,
    query: Record<string, string>,
    schema: S,
    signal?: AbortSignal,
  ): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, body: object, schema: S, signal?: AbortSignal): Promise<z.output<S>>;
  /** Keeps a file at WeCom for three days. Returns its media id. */
  upload(type: MediaType, file: { name: string; bytes: Uint8Array }, signal?: AbortSignal): Promise<string>;
  download(mediaId: string, most: number, signal: AbortSignal): Promise<LoadedMedia>;
  /** Gets a token if there is none: the cheapest call that shows whether corp, secret and address are right. */
  check(): Promise<void>;
}

export type MediaType = 'image' | 'voice' | 'video' | 'file';

export interface WeComApiOptions {
  apiRoot: string;
  corpId: string;
  secret: string;
  clock: Clock;
  timeoutMs: number;
}

export const Answer = z.object({ errcode: z.number().int().default(0), errmsg: z.string().default('') });
const Token = Answer.extend({ access_token: z.string().min(1), expires_in: z.number().positive() });
const Uploaded = Answer.extend({ media_id: z.string().min(1) });

/** A token is given up this long before its end, so that no call starts out with one that dies on the way. */
const TOKEN_MARGIN_S = 300;

/** fetch's codes for a connection that never stood. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

export function createWeComApi({ apiRoot, corpId, secret, clock, timeoutMs }: WeComApiOptions): WeComApi {
  let token: { value: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  /** Many callers who need a token wait for the same one. */
  function tokenNow(): Promise<string> {
    if (token !== null && token.until > clock.now()) return Promise.resolve(token.value);
    asking ??= freshToken().finally(() => {
      asking = null;
    });
    return asking;
  }

  async function freshToken(): Promise<string> {
    try {
      const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
      const { access_token, expires_in } = await readAnswer(Token, await request(`gettoken?${query}`, {}));
      const life = Math.max(expires_in - TOKEN_MARGIN_S, expires_in / 2);
      token = { value: access_token, until: clock.now() + life * 1_000 };
      return access_token;
    } catch (cause) {
      throw new NotSentError(cause);
    }
  }

  async function request(pathAndQuery: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(`${apiRoot}/cgi-bin/${pathAndQuery}`, {
        ...init,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (error) {
      const code = error instanceof Error && error.cause instanceof Error ? Reflect.get(error.cause, 'code') : null;
      // The address of the call holds the token, and fetch does not repeat it; the cause is safe to log.
      throw NO_CONNECTION.has(String(code)) ? new NotSentError(`no connection to WeCom: ${code}`) : error;
    }
  }

  /** With the token; one that WeCom no longer takes is replaced once. */
  async function withToken<T>(call: (query: string) => Promise<T>): Promise<T> {
    const used = await tokenNow();
    try {
      return await call(`access_token=${encodeURIComponent(used)}`);
    } catch (error) {
      if (!(error instanceof WeComRefusal) || !STALE_TOKEN.has(error.code)) throw error;
      if (token?.value === used) token = null;
      return call(`access_token=${encodeURIComponent(await tokenNow())}`);
    }
  }

  return {
    get: (path, query, schema, signal) =>
      withToken(async (access) =>
        readAnswer(schema, await request(`${path}?${access}&${new URLSearchParams(query)}`, {}, signal)),
      ),
    post: (path, body, schema, signal) =>
      withToken(async (access) => {
        const init = {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
        return readAnswer(schema, await request(`${path}?${access}`, init, signal));
      }),
    upload: (type, { name, bytes }, signal) =>
      withToken(async (access) => {
        const body = new FormData();
        body.append('media', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
        const response = await request(`media/upload?${access}&type=${type}`, { method: 'POST', body }, signal);
        return (await readAnswer(Uploaded, response)).media_id;
      }),
    async download(mediaId, most, signal) {
      try {
        return await withToken(async (access) => {
          const response = await request(`media/get?${access}&media_id=${encodeURIComponent(mediaId)}`, {}, signal);
          if (/json|text\/plain/.test(response.headers.get('content-type') ?? '')) await readAnswer(Answer, response);
          if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
          const bytes = await readAtMost(response.body, most);
          return bytes === null ? { kind: 'too-large' } : { kind: 'loaded', bytes };
        });
      } catch (error) {
        // 40007: no such media id, or its three days are over.
        if (error instanceof WeComRefusal && error.code === 40007) return { kind: 'gone' };
        return { kind: 'unavailable', cause: errorText(error) };
      }
    },
    async check() {
      await tokenNow();
    },
  };
}

async function readAnswer<S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> {
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new Error(`HTTP ${response.status} without JSON`, { cause });
  }
  const { errcode, errmsg } = Answer.parse(answer);
  if (errcode !== 0) throw new WeComRefusal(errcode, errmsg.slice(0, 300));
  return schema.parse(answer);
}
