export { type Bot, type BotOptions, createBot } from './bot.ts';
export type { BotObserver } from './observer.ts';
export type { ProcessSelf } from './processes.ts';
export { type TranscriptLine, transcriptSince } from './transcript.ts';
export { createWords, type Words } from './words/words.ts';
