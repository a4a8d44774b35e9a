import type { ChannelLogger, HttpEndpoint, HttpResponse } from '../../core/index.ts';
import { type CallbackEvent, type CallbackKeys, cipherOf, type Opened, openCipher, readEvent } from './callback.ts';

/** A callback of WeCom carries a few hundred bytes; it never carries what was said. */
const MAX_BODY_BYTES = 64 * 1024;

export const WEBHOOK_PATH = '/webhooks/wecom';

export interface WebhookOptions {
  keys: CallbackKeys;
  logger: ChannelLogger;
  /** Called for each event, after its signature was checked. It must not take long: WeCom waits five seconds. */
  heed(event: CallbackEvent): void;
}

/**
 * The two routes that WeCom calls: GET asks whether the address is ours, POST tells that there is something to fetch. The
 * answer to a POST promises nothing: what there is stays with WeCom until our cursor has passed it.
 */
export function createWebhook({ keys, logger, heed }: WebhookOptions): readonly HttpEndpoint[] {
  const route = { kind: 'http', path: WEBHOOK_PATH, maxBodyBytes: MAX_BODY_BYTES } as const;

  function refuse(opened: Exclude<Opened, { kind: 'opened' }>): HttpResponse {
    logger.warn({ why: opened.kind }, 'a callback that is not from WeCom, or not for this corp, was refused');
    return { status: opened.kind === 'forged' ? 403 : 400 };
  }

  return [
    {
      ...route,
      method: 'GET',
      async handle({ query }) {
        const opened = openCipher(keys, query, query['echostr'] ?? '');
        if (opened.kind !== 'opened') return refuse(opened);
        return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: opened.text };
      },
    },
    {
      ...route,
      method: 'POST',
      async handle({ query, body }) {
        const cipher = cipherOf(new TextDecoder().decode(body));
        if (cipher === null) return refuse({ kind: 'malformed' });
        const opened = openCipher(keys, query, cipher);
        if (opened.kind !== 'opened') return refuse(opened);
        const event = readEvent(opened.text);
        if (event === null) return refuse({ kind: 'malformed' });
        heed(event);
        return { status: 200 };
      },
    },
  ];
}
