export { createTelegramChannel, type TelegramChannelOptions } from './channel.ts';
