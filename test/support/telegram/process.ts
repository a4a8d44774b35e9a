import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PeerCommands } from './commands.ts';
import type { PeerOptions } from './local.ts';
import { peerHandle, type TelegramPeer } from './peer.ts';

/** Starts the peer in a process of its own, for tests that kill the bot and for benchmarks. It ends with its parent. */
export async function startTelegramPeerProcess(
  options: PeerOptions = {},
): Promise<TelegramPeer & { readonly pid: number; readonly adminPort: number }> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./main.ts', import.meta.url)),
      '--port',
      String(options.port ?? 0),
      '--options',
      JSON.stringify(options),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ready = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the Telegram peer ended with ${code} before it was ready`);
    }),
  ]);
  const { port, adminPort, token } = JSON.parse(ready) as { port: number; adminPort: number; token: string };
  const agent = new Agent({ keepAlive: true });
  const commands = new Proxy({} as PeerCommands, {
    get: (_, name) =>
      name === 'then' ? undefined : (argument: unknown) => callAdmin(agent, adminPort, String(name), argument),
  });
  const handle = peerHandle({
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    commands,
    async close() {
      agent.destroy();
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  });
  return { ...handle, pid: child.pid ?? 0, adminPort };
}

function callAdmin(agent: Agent, port: number, command: string, argument: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port, host: '127.0.0.1', path: `/${command}`, method: 'POST', agent },
      async (incoming) => {
        let text = '';
        for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
        const body = JSON.parse(text) as { result?: unknown; error?: string };
        if (body.error === undefined) resolve(body.result);
        else reject(new Error(body.error));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(argument ?? {}));
  });
}
