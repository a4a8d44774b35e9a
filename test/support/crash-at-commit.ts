import Database from 'better-sqlite3';

/**
 * Preloaded with `node --import`: ends the process with SIGKILL right before or right after the n-th commit that
 * follows the line "Warmline is ready". Every change of state is a commit, so these are all the persistence points.
 */
const crashAt = Number(process.env['CRASH_AT_COMMIT']);
const before = process.env['CRASH_WHEN'] === 'before';

let commits = Number.NaN;
const write = process.stdout.write.bind(process.stdout) as (...output: unknown[]) => boolean;
process.stdout.write = (...output: unknown[]) => {
  if (String(output[0]).includes('Warmline is ready')) commits = 0;
  return write(...output);
};

const prepare = Database.prototype.prepare;
Database.prototype.prepare = function prepareCounted(this: Database.Database, sql: string) {
  const statement = prepare.call(this, sql);
  if (sql !== 'commit') return statement;
  const run = statement.run;
  statement.run = (...parameters: unknown[]) => {
    commits += 1;
    if (before && commits === crashAt) process.kill(process.pid, 'SIGKILL');
    const result = Reflect.apply(run, statement, parameters);
    if (!before && commits === crashAt) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  return statement;
} as typeof prepare;
