import type { BaseChatModel } from '@langchain/core/language_models/chat_models';

export interface ModelSettings {
  /** As langchain calls it. `openai` speaks to every endpoint that is compatible with OpenAI's. */
  provider: string;
  url: string;
  key: string;
  name: string;
}

/** Whatever answers a chat, in langchain's shape: any of its models can be put in the place of the configured one. */
export type ChatModel = BaseChatModel;

/** The configured model. Its packages are loaded here and not before. Nothing is asked yet. */
export async function openChatModel({ provider, url, key, name }: ModelSettings): Promise<ChatModel> {
  if (provider === 'openai') {
    const { ChatOpenAI } = await import('@langchain/openai');
    // Retries are left to the next question: a customer waits for this one.
    return new ChatOpenAI({ model: name, apiKey: key, maxRetries: 0, configuration: { baseURL: url } });
  }
  const { initChatModel } = await import('langchain/chat_models/universal');
  return initChatModel(name, { modelProvider: provider, apiKey: key, maxRetries: 0 });
}
