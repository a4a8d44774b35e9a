import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SECRET, webhookEnv } from '../../test/support/postings.ts';
import { makeHome, startProduct } from '../../test/support/product.ts';
import { type Child, startChild } from '../../test/support/services/child.ts';
import { startTelegramPeerProcess } from '../../test/support/telegram/index.ts';
import { cpuMs } from './cpu.ts';
import { createGenerator, type Load } from './load.ts';

/**
 * Whole durable turns (webhook in, committed, sent to the platform) against a bare grammY webhook echo without any
 * storage, and against an echo that writes the least that durability needs: the same load, one process each, the same Telegram peer, in turn.
 * Only ratios carry over to other machines. Where others use the machine too, the CPU per message is the figure to look at.
 */
const CHATS = 1_000;
/** Four to each chat: as many questions as one turn answers, where a burst waits for it. */
const MESSAGES = 4_000;
/** Loads before the rounds: until then V8 is still compiling what every message does, and a shop runs for weeks. */
const WARM_UP = 2;
const ROUNDS = 3;
const CONCURRENCY = 64;
const QUESTIONS = [
  'How long does delivery take?',
  'What is the shipping time?',
  'How long does delivery usually take?',
  'How long is the shipping time?',
];

/** One of those that are compared, in one round. */
interface Throughput {
  perSecond: number;
  /** Milliseconds of CPU for one message, all threads together. */
  cpuMs: number;
}

interface TurnFigures {
  warmline: Throughput;
  echo: Throughput;
  durableEcho: Throughput;
  /** Milliseconds from webhook to the platform at 100 messages a second. */
  p50: number;
  p99: number;
}

async function benchTurns(): Promise<TurnFigures> {
  const peer = await startTelegramPeerProcess();
  const generator = createGenerator(peer);
  const chats: number[] = [];
  for (let index = 0; index < CHATS; index += 1) chats.push((await peer.user({ firstName: 'Ann' })).id);
  const home = makeHome();
  const common = { secret: SECRET, chats, messages: MESSAGES, texts: QUESTIONS };
  const product = await startProduct({ home, env: webhookEnv(peer) });
  const warmline = {
    ...product,
    load: { ...common, url: `${product.url}/webhooks/telegram/${peer.token.split(':')[0]}` },
  };
  const echo = await startEcho('bare-echo.ts');
  const durableEcho = await startEcho('durable-echo.ts');

  async function startEcho(script: string): Promise<Child & { load: Load }> {
    const child = startChild(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
      env: {
        ...process.env,
        BOT_TOKEN: peer.token,
        API_ROOT: peer.apiRoot,
        DATABASE: join(home.directory, 'durable-echo.db'),
      },
    });
    await child.printed('Chat page');
    return { ...child, load: { ...common, url: /http:\S+/.exec(child.output())?.[0] ?? '' } };
  }

  async function measure({ process: { pid }, load }: Child & { load: Load }): Promise<Throughput> {
    const before = cpuMs(pid);
    const perSecond = await generator.saturate(load, CONCURRENCY);
    return { perSecond, cpuMs: (cpuMs(pid) - before) / load.messages };
  }

  for (let load = 0; load < WARM_UP; load += 1) {
    for (const each of [warmline, echo, durableEcho]) await measure(each);
  }
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      echo: await measure(echo),
      warmline: await measure(warmline),
      durableEcho: await measure(durableEcho),
    });
  }
  const latencies = await generator.trickle({ ...warmline.load, messages: 2_000 }, 100);
  for (const each of [warmline, echo, durableEcho]) await each.end();
  await peer.close();
  home.remove();
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { ...middle(rounds), p50: at(0.5), p99: at(0.99) };
}

type Round = Omit<TurnFigures, 'p50' | 'p99'>;

/** The round whose ratio is neither the best nor the worst. */
function middle(rounds: readonly Round[]): Round {
  const sorted = rounds.toSorted(
    (a, b) => a.warmline.perSecond / a.echo.perSecond - b.warmline.perSecond / b.echo.perSecond,
  );
  const found = sorted[Math.floor(sorted.length / 2)];
  if (!found) throw new Error('no round was run');
  return found;
}

if (import.meta.main) {
  const { p50, p99, ...compared } = await benchTurns();
  const row = ({ perSecond, cpuMs: cpu }: Throughput) => ({
    'messages/s': Math.round(perSecond),
    'of the bare echo': Number((perSecond / compared.echo.perSecond).toFixed(2)),
    'CPU ms/message': Number(cpu.toFixed(2)),
  });
  console.table({
    'bare echo, nothing kept': row(compared.echo),
    'echo that writes the least': row(compared.durableEcho),
    Warmline: row(compared.warmline),
  });
  console.log(`100 messages/s over ${CHATS} chats: p50 ${p50} ms, p99 ${p99} ms`);
}
