export { createTelegramChannel, type TelegramChannelOptions } from './channel.ts';
export { checkTelegram } from './check.ts';
