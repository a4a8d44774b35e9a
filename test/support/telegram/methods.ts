import { createHash } from 'node:crypto';
import type { Journal } from './journal.ts';
import { sendMethods } from './message-methods.ts';
import type { MethodName, Parameters } from './parameters.ts';
import { topicMethods } from './topic-methods.ts';
import { type Polling, type UpdateQueue, webhookActive } from './updates.ts';
import type { WebhookDelivery } from './webhook.ts';
import { badRequest } from './wire.ts';
import type { World } from './world.ts';

/** What the methods work on. */
export interface BotServer {
  world: World;
  journal: Journal;
  queue: UpdateQueue;
  polling: Polling;
  webhook: WebhookDelivery;
  /** Callback queries that wait for an answer, and what they were answered. */
  callbacks: Map<string, Record<string, unknown> | null>;
  commands: Map<string, unknown>;
}

type Method<M extends MethodName> = (payload: Parameters<M>, signal: AbortSignal) => unknown;
export type Methods = { [M in MethodName]: Method<M> };

export function createMethods(server: BotServer): Methods {
  return { ...receivingMethods(server), ...sendMethods(server), ...topicMethods(server) };
}

function receivingMethods({ world, queue, polling, webhook, callbacks, commands }: BotServer) {
  return {
    getme: () => ({
      ...world.bot,
      can_join_groups: true,
      can_read_all_group_messages: true,
      supports_inline_queries: false,
    }),
    setwebhook: (payload: Parameters<'setwebhook'>) => {
      if (payload.url === '') webhook.set(null);
      else {
        checkHook(payload.url, payload.secret_token);
        queue.allow(payload.allowed_updates);
        if (payload.drop_pending_updates) queue.clear();
        webhook.set({
          url: payload.url,
          secret: payload.secret_token ?? null,
          maxConnections: payload.max_connections ?? 40,
        });
        polling.interrupt();
      }
      return true;
    },
    deletewebhook: (payload: Parameters<'deletewebhook'>) => {
      webhook.set(null);
      if (payload.drop_pending_updates) queue.clear();
      return true;
    },
    getwebhookinfo: () => {
      const hook = webhook.hook();
      const error = webhook.lastError();
      const allowed = queue.allowed();
      return {
        url: hook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: queue.pending().length,
        ...(hook === null ? {} : { max_connections: hook.maxConnections }),
        ...(error === null ? {} : { last_error_date: Math.floor(error.at / 1000), last_error_message: error.message }),
        ...(allowed === null ? {} : { allowed_updates: allowed }),
      };
    },
    getupdates: (payload: Parameters<'getupdates'>, signal: AbortSignal) => {
      if (webhook.hook() !== null) throw webhookActive();
      queue.allow(payload.allowed_updates);
      return polling.getUpdates(payload, signal);
    },
    answercallbackquery: (payload: Parameters<'answercallbackquery'>) => {
      if (callbacks.get(payload.callback_query_id) !== null) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      }
      callbacks.set(payload.callback_query_id, payload);
      return true;
    },
    setmycommands: (payload: Parameters<'setmycommands'>) => {
      commands.set(payload.language_code ?? '', payload.commands);
      return true;
    },
    getfile: ({ file_id }: Parameters<'getfile'>) => {
      const file = world.files.get(file_id);
      if (file === undefined) throw badRequest('invalid file_id');
      if (file.bytes.byteLength > 20 * 1024 * 1024) throw badRequest('file is too big');
      return {
        file_id,
        file_unique_id: createHash('sha256').update(file_id).digest('hex').slice(0, 15),
        file_size: file.bytes.byteLength,
        file_path: file.path,
      };
    },
    getchat: ({ chat_id }: Parameters<'getchat'>) => world.chatFor(chat_id).chat,
    getchatmember: ({ chat_id, user_id }: Parameters<'getchatmember'>) => {
      const state = world.chatFor(chat_id);
      if (user_id === world.bot.id) return { user: world.bot, status: state.bot };
      const user = world.users.get(user_id);
      if (user === undefined) throw badRequest('user not found');
      return { user, status: state.members.has(user_id) ? 'member' : 'left' };
    },
  };
}

/** Telegram wants HTTPS; the peer also takes plain HTTP on the loopback, where tests live. */
function checkHook(text: string, secret: string | undefined): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !loopback)) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw badRequest('secret token contains unallowed characters');
  }
}
