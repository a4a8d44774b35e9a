export { createWeChatChannel, type WeChatChannelOptions } from './channel.ts';
export { examineWeChat } from './examine.ts';
