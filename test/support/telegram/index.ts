/**
 * A Telegram for tests: a real HTTP server that speaks the Bot API for the methods in use. Stricter than Telegram in
 * three ways: it refuses parameters that it does not know (Telegram ignores them), entities that cross or nest wrongly
 * (Telegram repairs them), and `parse_mode` (Warmline formats by entities).
 */
export type { FaultEffect } from './faults.ts';
export type { TelegramPeer, TestChat, TestUser } from './peer.ts';
export { startTelegramPeer } from './peer.ts';
export { startTelegramPeerProcess } from './process.ts';
export { checkFormatted } from './text-rules.ts';
