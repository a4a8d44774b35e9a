export type { PeerCommands } from './commands.ts';
export type { Fault, FaultEffect } from './faults.ts';
export type { JournalEntry } from './journal.ts';
export type { PeerOptions } from './local.ts';
export type { TelegramPeer, TestChat, TestGroup, TestUser } from './peer.ts';
export { startTelegramPeer } from './peer.ts';
export { startTelegramPeerProcess } from './process.ts';
export { checkFormatted } from './text-rules.ts';
export type { WireMessage, WireUpdate } from './wire.ts';
