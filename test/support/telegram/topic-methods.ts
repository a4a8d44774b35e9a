import type { BotServer } from './methods.ts';
import type { Parameters } from './parameters.ts';
import { badRequest } from './wire.ts';
import type { ChatState } from './world.ts';

/** Forum topics. The bot has to be an administrator of a supergroup with topics. */
export function topicMethods({ world }: BotServer) {
  function forum(chatId: number | string): ChatState {
    const state = world.writable(chatId);
    if (state.chat.is_forum !== true) throw badRequest('the chat is not a forum');
    if (state.bot !== 'administrator') throw badRequest('not enough rights to create a topic');
    return state;
  }

  function topicOf(
    chatId: number | string,
    threadId: number,
  ): { state: ChatState; topic: { name: string; closed: boolean } } {
    const state = forum(chatId);
    const topic = state.topics.get(threadId);
    if (topic === undefined) throw badRequest('message thread not found');
    return { state, topic };
  }

  function setClosed({ chat_id, message_thread_id }: Parameters<'closeforumtopic'>, closed: boolean): true {
    const { state, topic } = topicOf(chat_id, message_thread_id);
    if (topic.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED');
    topic.closed = closed;
    world.post(state, { [closed ? 'forum_topic_closed' : 'forum_topic_reopened']: {} }, message_thread_id);
    return true;
  }

  return {
    createforumtopic: ({ chat_id, name, icon_color = 7322096 }: Parameters<'createforumtopic'>) => {
      const state = forum(chat_id);
      const threadId = state.nextMessageId;
      state.topics.set(threadId, { name, closed: false });
      world.post(state, { forum_topic_created: { name, icon_color } }, threadId);
      return { message_thread_id: threadId, name, icon_color };
    },
    editforumtopic: ({ chat_id, message_thread_id, name }: Parameters<'editforumtopic'>) => {
      const { state, topic } = topicOf(chat_id, message_thread_id);
      if (name === undefined || name === '' || name === topic.name) throw badRequest('TOPIC_NOT_MODIFIED');
      topic.name = name;
      world.post(state, { forum_topic_edited: { name } }, message_thread_id);
      return true;
    },
    closeforumtopic: (payload: Parameters<'closeforumtopic'>) => setClosed(payload, true),
    reopenforumtopic: (payload: Parameters<'reopenforumtopic'>) => setClosed(payload, false),
    deleteforumtopic: ({ chat_id, message_thread_id }: Parameters<'deleteforumtopic'>) => {
      const { state } = topicOf(chat_id, message_thread_id);
      state.topics.delete(message_thread_id);
      for (const [id, message] of state.messages) {
        if (message.message_thread_id === message_thread_id) state.messages.delete(id);
      }
      return true;
    },
  };
}
