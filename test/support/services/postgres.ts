import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of the tests' own, in a temporary folder on a free port. */
export interface PostgresServer {
  /** Where its databases are made: the one that PostgreSQL brings. */
  readonly adminUrl: string;
  /** Of its first process; the others are its children. */
  readonly pid: number;
  /** A new, empty database on it. */
  createDatabase(): Promise<string>;
  /** Ends it as a crash would; its data stay. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; Debian's package brings this user. */
const UNPRIVILEGED = 'postgres';

export async function startPostgres(): Promise<PostgresServer> {
  const bin = findBinaries();
  const directory = mkdtempSync(join(tmpdir(), 'warmline-postgres-'));
  const asRoot = process.getuid?.() === 0;
  const run = (program: string, args: string[]) =>
    asRoot
      ? execFileSync('runuser', ['-u', UNPRIVILEGED, '--', join(bin, program), ...args], { stdio: 'pipe' })
      : execFileSync(join(bin, program), args, { stdio: 'pipe' });
  if (asRoot) execFileSync('chown', [UNPRIVILEGED, directory]);
  const data = join(directory, 'data');
  run('initdb', ['-D', data, '-U', 'warmline', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8']);
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-c', 'fsync=off'];
  let server: Child;
  const start = async () => {
    server = asRoot
      ? startChild('setpriv', [
          `--reuid=${UNPRIVILEGED}`,
          `--regid=${UNPRIVILEGED}`,
          '--clear-groups',
          join(bin, 'postgres'),
          ...args,
        ])
      : startChild(join(bin, 'postgres'), args);
    await server.printed('database system is ready to accept connections');
  };
  await start();
  const adminUrl = `postgres://warmline@127.0.0.1:${port}/postgres`;
  return {
    adminUrl,
    get pid() {
      return server.process.pid ?? 0;
    },
    createDatabase: () => createPostgresDatabase(adminUrl),
    async kill() {
      await server.end('SIGQUIT'); // immediate shutdown: nothing is written any more, and no child is left behind
    },
    restart: start,
    async stop() {
      await server.end('SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A new database, empty or a copy of another one that nobody is connected to. Returns its URL. */
export async function createPostgresDatabase(adminUrl: string, template = 'template1'): Promise<string> {
  const name = `warmline_${randomUUID().replaceAll('-', '')}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return adminUrl.replace(/postgres$/, name);
}

/** Gives a connection of its own to `act`, and ends it whatever comes. */
export async function withClient<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) {
    const bin = join(root, version, 'bin');
    if (existsSync(join(bin, 'initdb'))) return bin;
  }
  throw new Error('PostgreSQL is missing. "npm test" installs it; by hand: apt-get install -y postgresql');
}
