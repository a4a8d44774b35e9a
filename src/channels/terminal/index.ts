export { createTerminalChannel, type TerminalParts } from './terminal-channel.ts';
