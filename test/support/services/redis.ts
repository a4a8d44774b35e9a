import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** A redis-server of the tests' own, keeping nothing. It can be ended and started again on the same port. */
export interface RedisServer {
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'warmline-redis-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'];
  let server: Child;
  const start = async () => {
    server = startChild('redis-server', args);
    await server.printed('Ready to accept connections');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      await server.end('SIGKILL');
    },
    restart: start,
    async stop() {
      await server.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
