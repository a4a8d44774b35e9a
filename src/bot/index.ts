export { countBacklog } from './backlog.ts';
export { type Bot, type BotOptions, createBot, DESK_TOPIC } from './bot.ts';
export type { AgentSaid, AgentWords, DeskVoice } from './handoff/desk-voice.ts';
export type { BotObserver } from './observer.ts';
export { discardSend, listOutbox, OUTBOX_STATES, type OutboxState, retrySend } from './outbox/desk.ts';
export type { ProcessSelf } from './processes.ts';
export type { StaffRoom } from './staff/staff-room.ts';
export { type TranscriptLine, transcriptSince, transcriptTail } from './transcript.ts';
export { createWords, type Words } from './words/words.ts';
