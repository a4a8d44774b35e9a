export { type Assistant, createAssistant } from './assistant.ts';
export { type ModelSettings, openChatModel } from './chat-model.ts';
export { createLanguageModel } from './language-model.ts';
