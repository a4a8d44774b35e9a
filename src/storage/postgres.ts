import { type Dialect, PostgresDialect, type PostgresPool } from 'kysely';

/** `int8` columns hold milliseconds and counters, all below 2^53: read them as numbers, as SQLite does. */
const INT8_OID = 20;

/** The database at scale. Statements that take longer than 30 s are ended by the server. */
export function postgresDialect(url: string): Dialect {
  return new PostgresDialect({ pool: () => openPool(url) });
}

/** Serialisation failure, deadlock, or a lock that was not to be had: nothing was done, the transaction may be repeated. */
export function isPostgresRetryable(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return code === '40001' || code === '40P01' || code === '55P03';
}

/** The driver is loaded only where it is used: most installations start on SQLite, and start often. */
async function openPool(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    types: {
      getTypeParser: (oid, format) => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that the server closed must not end the process; the next query takes a new one.
  pool.on('error', () => {});
  return pool;
}
