import type { TelegramPeer } from './telegram/index.ts';

/** The webhook secret of tests. */
export const SECRET = 'tests-only_secret';

/** Variables that switch Telegram on with a webhook; updates are then posted by the test itself. */
export function webhookEnv(peer: TelegramPeer, publicUrl = 'http://127.0.0.1:9'): Record<string, string> {
  return { ...telegramEnv(peer), TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET, PUBLIC_URL: publicUrl };
}

/** Variables that switch Telegram on with polling and lift the limits, which are not what these tests are about. */
export function telegramEnv(peer: TelegramPeer): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: peer.token,
    TELEGRAM_API_ROOT: peer.apiRoot,
    TELEGRAM_LIMIT_CHAT: '100000',
    TELEGRAM_LIMIT_GLOBAL: '100000',
  };
}

/** A private text message as Telegram would post it. */
export function textUpdate(updateId: number, userId: number, text: string): object {
  const from = { id: userId, is_bot: false, first_name: 'Ann', language_code: 'en' };
  const chat = { id: userId, type: 'private', first_name: 'Ann' };
  return { update_id: updateId, message: { message_id: updateId, date: 1_790_000_000, from, chat, text } };
}

/** Posts one body to the webhook; returns the HTTP status. */
export async function postUpdate(
  base: string,
  peer: TelegramPeer,
  body: string | object,
  secret: string = SECRET,
): Promise<number> {
  const response = await fetch(`${base}/webhooks/telegram/${peer.token.split(':')[0]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}
