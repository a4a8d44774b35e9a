import type { Api } from 'grammy';
import type { AccountId, Address, Reply, TopicResult, Topics } from '../../core/index.ts';
import { failureOf } from './failure.ts';
import { addressOf, targetOf } from './peers.ts';
import { renderReply } from './render.ts';
import { apiSignal } from './transport.ts';

/** Telegram's limit for a topic's name. */
const LONGEST_TITLE = 128;

/** Forum topics of a supergroup in which the bot may manage topics and pin messages. */
export function createTopics(api: Api, account: AccountId): Topics {
  async function attempt<T extends object>(call: () => Promise<T>): Promise<TopicResult<T>> {
    try {
      return { kind: 'done', ...(await call()) };
    } catch (error) {
      const failure = failureOf(error, account);
      if (failure.kind === 'later') return { kind: 'later', afterMs: failure.afterMs };
      if (failure.kind === 'unsure') return { kind: 'later', afterMs: null };
      // To change nothing is what was wanted.
      if (/message is not modified/i.test(failure.detail)) return { kind: 'done' } as TopicResult<T>;
      return { kind: 'refused', detail: failure.detail };
    }
  }

  return {
    roomOf(address) {
      const target = targetOf(address.peer);
      return target === null ? address : addressOf(account, target.chat_id);
    },
    isGone: (detail) => /message thread not found|TOPIC_DELETED/i.test(detail),
    open: (room, title, signal) =>
      attempt(async () => {
        const { chat_id } = targetFor(room);
        const name = [...title].slice(0, LONGEST_TITLE).join('');
        const { message_thread_id } = await api.raw.createForumTopic({ chat_id, name }, apiSignal(signal));
        return { topic: addressOf(account, chat_id, message_thread_id) };
      }),
    pin: (topic, platformId, signal) =>
      attempt(async () => {
        const message = { chat_id: targetFor(topic).chat_id, message_id: messageIdOf(platformId) };
        await api.raw.pinChatMessage({ ...message, disable_notification: true }, apiSignal(signal));
        return {};
      }),
    edit: (topic, platformId, reply: Reply, signal) =>
      attempt(async () => {
        const rendered = renderReply(reply);
        if (rendered.kind !== 'message') return {};
        const { text, entities, keyboard } = rendered;
        await api.raw.editMessageText(
          {
            chat_id: targetFor(topic).chat_id,
            message_id: messageIdOf(platformId),
            text,
            ...(entities.length === 0 ? {} : { entities }),
            ...(keyboard === null ? {} : { reply_markup: { inline_keyboard: keyboard } }),
            link_preview_options: { is_disabled: true },
          },
          apiSignal(signal),
        );
        return {};
      }),
  };
}

function targetFor(address: Address): { chat_id: number } {
  const target = targetOf(address.peer);
  if (target === null) throw new Error(`${address.peer} is no address of Telegram`);
  return target;
}

/** "<chat>:<message>", as a `sent` result names it. */
function messageIdOf(platformId: string): number {
  return Number(platformId.slice(platformId.indexOf(':') + 1));
}
