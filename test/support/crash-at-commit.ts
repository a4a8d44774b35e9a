import Database from 'better-sqlite3';

/**
 * Preloaded with `node --import`: ends the process with SIGKILL right before or right after the n-th commit that
 * follows the line "Warmline is ready". Every change of state is a commit, so these are all the persistence points.
 * With CRASH_WRITES only commits count that ran a statement with these words in it.
 */
const crashAt = Number(process.env['CRASH_AT_COMMIT']);
const before = process.env['CRASH_WHEN'] === 'before';
const wanted = process.env['CRASH_WRITES'] ?? '';

let commits = Number.NaN;
let counts = false;
const write = process.stdout.write.bind(process.stdout) as (...output: unknown[]) => boolean;
process.stdout.write = (...output: unknown[]) => {
  if (String(output[0]).includes('Warmline is ready')) commits = 0;
  return write(...output);
};

const prepare = Database.prototype.prepare;
Database.prototype.prepare = function prepareCounted(this: Database.Database, sql: string) {
  const statement = prepare.call(this, sql);
  if (sql.startsWith('begin')) watch(statement, { before: () => wrote(wanted === '') });
  else if (sql === 'commit') watch(statement, before ? { before: count } : { after: count });
  else if (wanted !== '' && sql.includes(wanted)) watch(statement, { after: () => wrote(true) });
  return statement;
} as typeof prepare;

function wrote(what: boolean): void {
  counts = what;
}

function count(): void {
  if (!counts) return;
  commits += 1;
  if (commits === crashAt) process.kill(process.pid, 'SIGKILL');
}

function watch(statement: Database.Statement, on: { before?: () => void; after?: () => void }): void {
  for (const way of ['run', 'all'] as const) {
    const original = statement[way];
    statement[way] = (...parameters: unknown[]) => {
      on.before?.();
      const result = Reflect.apply(original, statement, parameters);
      on.after?.();
      return result;
    };
  }
}
