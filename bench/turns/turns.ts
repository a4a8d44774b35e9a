import { fileURLToPath } from 'node:url';
import { SECRET, webhookEnv } from '../../test/support/postings.ts';
import { makeHome, startProduct } from '../../test/support/product.ts';
import { startChild } from '../../test/support/services/child.ts';
import { startTelegramPeerProcess } from '../../test/support/telegram/index.ts';
import { type Load, saturate, trickle } from './load.ts';

/**
 * Whole durable turns (webhook in, committed, sent to the platform) against a bare grammY webhook echo without any
 * storage: the same load, one process each, the same Telegram peer, in turn. Only ratios carry over to other machines.
 */
const CHATS = 1_000;
const MESSAGES = 4_000;
const ROUNDS = 3;
const CONCURRENCY = 64;

export interface TurnFigures {
  warmlinePerSecond: number;
  echoPerSecond: number;
  ratio: number;
  /** Milliseconds from webhook to the platform at 100 messages a second. */
  p50: number;
  p99: number;
}

export async function benchTurns(): Promise<TurnFigures> {
  const peer = await startTelegramPeerProcess();
  const chats: number[] = [];
  for (let index = 0; index < CHATS; index += 1) chats.push((await peer.user({ firstName: 'Ann' })).id);
  const home = makeHome();
  const warmline = await startProduct({ home, env: webhookEnv(peer) });
  const echo = startChild(process.execPath, [fileURLToPath(new URL('bare-echo.ts', import.meta.url))], {
    env: { ...process.env, BOT_TOKEN: peer.token, API_ROOT: peer.apiRoot },
  });
  await echo.printed('Chat page');
  const echoUrl = /http:\S+/.exec(echo.output())?.[0] ?? '';
  const text = 'How long does delivery take?';
  const common = { secret: SECRET, chats, messages: MESSAGES, text };
  const ours: Load = { ...common, url: `${warmline.url}/webhooks/telegram/${peer.token.split(':')[0]}` };
  const bare: Load = { ...common, url: echoUrl };

  await saturate({ ...ours, messages: 500 }, peer, CONCURRENCY);
  await saturate({ ...bare, messages: 500 }, peer, CONCURRENCY);
  const rates: { ours: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bareRate = await saturate(bare, peer, CONCURRENCY);
    rates.push({ ours: await saturate(ours, peer, CONCURRENCY), bare: bareRate });
  }
  const latencies = await trickle({ ...ours, messages: 2_000 }, peer, 100);
  await warmline.end();
  await echo.end();
  await peer.close();
  home.remove();

  const middle = rates.toSorted((a, b) => a.ours / a.bare - b.ours / b.bare)[Math.floor(ROUNDS / 2)];
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    warmlinePerSecond: middle?.ours ?? Number.NaN,
    echoPerSecond: middle?.bare ?? Number.NaN,
    ratio: middle ? middle.ours / middle.bare : Number.NaN,
    p50: at(0.5),
    p99: at(0.99),
  };
}

if (import.meta.main) {
  const figures = await benchTurns();
  console.table(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])));
}
