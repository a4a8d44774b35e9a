import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of the tests' own, in a temporary folder on a free port. */
export interface PostgresServer {
  /** A new, empty database on it. */
  createDatabase(): Promise<string>;
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
  const server = asRoot
    ? startChild('setpriv', [
        `--reuid=${UNPRIVILEGED}`,
        `--regid=${UNPRIVILEGED}`,
        '--clear-groups',
        join(bin, 'postgres'),
        ...args,
      ])
    : startChild(join(bin, 'postgres'), args);
  await server.printed('database system is ready to accept connections');
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `warmline_${databases}`;
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'warmline', name]);
      return `postgres://warmline@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await server.end('SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
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
