import { type DatabaseConnection, type Dialect, PostgresDialect, PostgresDriver, type PostgresPool } from 'kysely';
import { WarmlineError } from '../core/index.ts';

/** `int8` columns hold milliseconds and counters, all below 2^53: read them as numbers, as SQLite does. */
const INT8_OID = 20;

/** The database at scale. Statements that take longer than 30 s are ended by the server. */
export function postgresDialect(url: string): Dialect {
  const config = { pool: () => openPool(url) };
  const dialect = new PostgresDialect(config);
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new NetworkedPostgresDriver(config),
  };
}

/** A server that cannot be reached is an outage, whatever the driver calls it. */
class NetworkedPostgresDriver extends PostgresDriver {
  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    try {
      return await super.acquireConnection(...options);
    } catch (cause) {
      throw new WarmlineError(
        'STORAGE_UNAVAILABLE',
        'PostgreSQL cannot be reached. Check that it runs, and host, user, password and name in DATABASE_URL.',
        { cause },
      );
    }
  }
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
  // A connection that the server closed must not end the process, neither an idle one nor one in the middle of a
  // transaction: its next query fails, and whoever comes then takes a new one.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
