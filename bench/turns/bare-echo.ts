import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';

/** The peer that turns are measured against: grammY's webhook and an echo, no storage, nothing kept. */
const { BOT_TOKEN = '', API_ROOT = '' } = process.env;

const bot = new Bot(BOT_TOKEN, { client: { apiRoot: API_ROOT } });
bot.on('message:text', (context) => context.reply(context.message.text));
await bot.init();
const server = createServer(webhookCallback(bot, 'http'));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  console.log(`Chat page   http://127.0.0.1:${port}/`);
});
