import { fileURLToPath } from 'node:url';
import { SECRET, webhookEnv } from '../../test/support/postings.ts';
import { makeHome, startProduct } from '../../test/support/product.ts';
import { startChild } from '../../test/support/services/child.ts';
import { startTelegramPeerProcess } from '../../test/support/telegram/index.ts';
import { cpuMs } from './cpu.ts';
import { createGenerator, type Load } from './load.ts';

/**
 * Whole durable turns (webhook in, committed, sent to the platform) against a bare grammY webhook echo without any
 * storage: the same load, one process each, the same Telegram peer, in turn. Only ratios carry over to other machines.
 * Where others use the machine too, the CPU per message is the figure to look at.
 */
const CHATS = 1_000;
const MESSAGES = 4_000;
const WARM_UP = 1_000;
const ROUNDS = 3;
const CONCURRENCY = 64;
const QUESTIONS = [
  'How long does delivery take?',
  'What is the shipping time?',
  'How long does delivery usually take?',
  'How long is the shipping time?',
];

export interface TurnFigures {
  warmlinePerSecond: number;
  echoPerSecond: number;
  ratio: number;
  /** Milliseconds of CPU for one message, all threads together. */
  warmlineCpuMs: number;
  echoCpuMs: number;
  cpuRatio: number;
  /** Milliseconds from webhook to the platform at 100 messages a second. */
  p50: number;
  p99: number;
}

interface Round {
  perSecond: number;
  cpuMs: number;
}

export async function benchTurns(): Promise<TurnFigures> {
  const peer = await startTelegramPeerProcess();
  const generator = createGenerator(peer);
  const chats: number[] = [];
  for (let index = 0; index < CHATS; index += 1) chats.push((await peer.user({ firstName: 'Ann' })).id);
  const home = makeHome();
  const warmline = await startProduct({ home, env: webhookEnv(peer) });
  const echo = startChild(process.execPath, [fileURLToPath(new URL('bare-echo.ts', import.meta.url))], {
    env: { ...process.env, BOT_TOKEN: peer.token, API_ROOT: peer.apiRoot },
  });
  await echo.printed('Chat page');
  const echoUrl = /http:\S+/.exec(echo.output())?.[0] ?? '';
  const common = { secret: SECRET, chats, messages: MESSAGES, texts: QUESTIONS };
  const ours: Load = { ...common, url: `${warmline.url}/webhooks/telegram/${peer.token.split(':')[0]}` };
  const bare: Load = { ...common, url: echoUrl };

  async function measure(load: Load, pid: number | undefined): Promise<Round> {
    const before = cpuMs(pid);
    const perSecond = await generator.saturate(load, CONCURRENCY);
    return { perSecond, cpuMs: (cpuMs(pid) - before) / load.messages };
  }

  await generator.saturate({ ...ours, messages: WARM_UP }, CONCURRENCY);
  await generator.saturate({ ...bare, messages: WARM_UP }, CONCURRENCY);
  const rounds: { ours: Round; bare: Round }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const echoed = await measure(bare, echo.process.pid);
    rounds.push({ bare: echoed, ours: await measure(ours, warmline.process.pid) });
  }
  const latencies = await generator.trickle({ ...ours, messages: 2_000 }, 100);
  await warmline.end();
  await echo.end();
  await peer.close();
  home.remove();

  const figures = middle(rounds);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    warmlinePerSecond: figures.ours.perSecond,
    echoPerSecond: figures.bare.perSecond,
    ratio: figures.ours.perSecond / figures.bare.perSecond,
    warmlineCpuMs: figures.ours.cpuMs,
    echoCpuMs: figures.bare.cpuMs,
    cpuRatio: figures.bare.cpuMs / figures.ours.cpuMs,
    p50: at(0.5),
    p99: at(0.99),
  };
}

/** The round whose ratio is neither the best nor the worst. */
function middle(rounds: readonly { ours: Round; bare: Round }[]): { ours: Round; bare: Round } {
  const sorted = rounds.toSorted((a, b) => a.ours.perSecond / a.bare.perSecond - b.ours.perSecond / b.bare.perSecond);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (!found) throw new Error('no round was run');
  return found;
}

if (import.meta.main) {
  const figures = await benchTurns();
  console.table(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))])));
}
