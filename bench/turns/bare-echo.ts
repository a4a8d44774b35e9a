import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';
import { printAddress } from './print-address.ts';

/** The peer that turns are measured against: grammY's webhook and an echo, no storage, nothing kept. */
const { BOT_TOKEN = '', API_ROOT = '' } = process.env;

const bot = new Bot(BOT_TOKEN, { client: { apiRoot: API_ROOT } });
bot.on('message:text', (context) => context.reply(context.message.text));
await bot.init();
printAddress(createServer(webhookCallback(bot, 'http')));
