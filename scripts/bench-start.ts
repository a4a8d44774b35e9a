// Start and memory: how long `warmline start` takes until /readyz says 200, and its memory after some idle seconds, with
// a generated base in two languages: first with nothing kept, then again as after a restart.
// node scripts/bench-start.ts [entries=2000] [idleSeconds=20]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [entries = 2_000, idleSeconds = 20] = process.argv.slice(2).map(Number);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PER_ARTICLE = 20;
const THINGS: [zh: string, en: string][] = [
  ['沙发', 'sofa'],
  ['冰箱', 'fridge'],
  ['书架', 'shelf'],
  ['床垫', 'mattress'],
  ['烤箱', 'oven'],
  ['台灯', 'lamp'],
  ['餐桌', 'table'],
];
const MATTERS: [zh: string, en: string][] = [
  ['价格', 'price'],
  ['保修期', 'warranty'],
  ['配送时间', 'delivery time'],
  ['安装方式', 'assembly'],
  ['颜色', 'colour'],
  ['重量', 'weight'],
  ['退货条件', 'return policy'],
  ['清洁方法', 'cleaning'],
  ['材质', 'material'],
  ['产地', 'origin'],
  ['噪音', 'noise'],
];

const home = await mkdtemp(join(tmpdir(), 'warmline-start-'));
await writeBase(join(home, 'knowledge-base'));
for (const start of ['nothing kept', 'again', 'again']) {
  const { readyMs, cpuMs, idleMb, peakMb } = await startOnce();
  console.log(
    `${String(entries).padStart(6)} entries, ${start.padEnd(13)} ready after ${readyMs} ms (${cpuMs} ms of computing), ` +
      `${idleMb} MB after ${idleSeconds} s idle, ${peakMb} MB at most`,
  );
}
if (process.env.KEEPHOME) console.log(home);
else await rm(home, { recursive: true, force: true });

async function startOnce() {
  const begin = performance.now();
  const launcher = spawn(process.execPath, [join(ROOT, 'bin/warmline.js'), 'start'], {
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/warmline'),
      KNOWLEDGE_DIR: 'knowledge-base',
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  launcher.stdout.on('data', (chunk) => {
    output += chunk;
  });
  while (!/Chat page +http/.test(output)) {
    if (launcher.exitCode !== null) throw new Error(`The start ended with ${launcher.exitCode}`);
    await pause(5);
  }
  const url = /Chat page +(http:\/\/[^/\s]+)/.exec(output)?.[1] ?? '';
  while (!(await fetch(`${url}/readyz`)).ok) await pause(5);
  const readyMs = Math.round(performance.now() - begin);
  const pid = await childOf(launcher.pid ?? 0);
  const cpuMs = await computingMs(pid);
  await pause(idleSeconds * 1_000);
  const memory = await readFile(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(memory)?.[1]) / 1_024);
  const found = { readyMs, cpuMs, idleMb: mb('VmRSS'), peakMb: mb('VmHWM') };
  launcher.kill('SIGTERM');
  await once(launcher, 'exit');
  return found;
}

/** The launcher hands over to the server and waits for it. */
async function childOf(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  return Number(children[0]);
}

/** Of the process itself and the ones that it started and that have ended, in ticks of 10 ms. */
async function computingMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

async function writeBase(directory: string): Promise<void> {
  const articles = Math.ceil(entries / PER_ARTICLE);
  for (let number = 0; number < articles; number += 1) {
    const isChinese = number % 2 === 0;
    const folder = join(directory, 'articles', isChinese ? 'zh-CN' : 'en');
    await mkdir(folder, { recursive: true });
    const lines = ['---', `title: ${isChinese ? `系列 ${number}` : `Series ${number}`}`, '---'];
    for (let index = 0; index < PER_ARTICLE; index += 1) {
      const [zhThing, thing] = THINGS[(number + index) % THINGS.length] ?? ['', ''];
      const [zhMatter, matter] = MATTERS[index % MATTERS.length] ?? ['', ''];
      const model = `S${number}-${index}`;
      lines.push(
        ...(isChinese
          ? [`## ${zhThing}${model}的${zhMatter}是什么?`, `> 问一下${zhThing}${model}${zhMatter}`]
          : [`## What is the ${matter} of the ${thing} ${model}?`, `> tell me about the ${model} ${thing} ${matter}`]),
        '',
        isChinese ? `${zhThing}${model}的${zhMatter}写在商品页上。` : `The ${matter} of ${model} is on its page.`,
        '',
      );
    }
    await writeFile(join(folder, `series-${number}.md`), lines.join('\n'));
  }
}
