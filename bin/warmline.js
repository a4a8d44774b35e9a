#!/usr/bin/env node
// The launcher runs under whatever Node the person has (>= 20) and hands over to the pinned one, because native
// modules and type stripping need it. Plain JavaScript on purpose.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLAGS, MEMORY } from './node-options.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(pinned)) {
  console.error(`warmline: its own Node is missing (${pinned}).\nRun "npm ci" in ${root} and try again.`);
  process.exit(69);
}

// Compiled code is kept between starts, which halves them.
const cache = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'warmline');
const child = spawn(pinned, [...FLAGS, join(root, 'src', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...MEMORY, ...process.env, NODE_COMPILE_CACHE: cache },
});
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  for (const name of signals) process.removeAllListeners(name);
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});
child.on('error', (error) => {
  console.error(`warmline: could not start ${pinned}: ${error.message}`);
  process.exit(69);
});
