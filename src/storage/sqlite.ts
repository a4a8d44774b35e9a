import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { WarmlineError } from '../core/index.ts';
import { BACKSTOP_PAGES } from './checkpoints.ts';

/** Statements kept prepared, the latest used. The whole product has some 300; the bound guards against generated SQL. */
const STATEMENT_CACHE_SIZE = 500;

/**
 * The embedded database: one file, WAL, foreign keys on. `synchronous = FULL` makes a commit survive a power cut and
 * not only a crash, because the platform's ack follows it. The driver never waits for a lock inside SQLite (that
 * would block the event loop): it fails at once with SQLITE_BUSY and `transact` tries again.
 */
export function sqliteDialect(file: string): Dialect {
  const database = open(file);
  const statements = new Map<string, Database.Statement>();
  const config = {
    database: {
      close: () => database.close(),
      prepare(sql: string): Database.Statement {
        const statement = statements.get(sql) ?? database.prepare(sql);
        statements.delete(sql);
        statements.set(sql, statement);
        const oldest = statements.size > STATEMENT_CACHE_SIZE ? statements.keys().next().value : undefined;
        if (oldest !== undefined) statements.delete(oldest);
        return statement;
      },
    },
  };
  const dialect = new SqliteDialect(config);
  return {
    createAdapter: () => new EmbeddedAdapter(database, config.database.prepare),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new ImmediateSqliteDriver(config, database),
  };
}

/** Also runs a statement at once, past Kysely's queue for the one connection: for whoever holds its transaction. */
export class EmbeddedAdapter extends SqliteAdapter {
  readonly #database: Database.Database;
  readonly #prepare: (sql: string) => Database.Statement;

  constructor(database: Database.Database, prepare: (sql: string) => Database.Statement) {
    super();
    this.#database = database;
    this.#prepare = prepare;
  }

  run<Row>({ sql }: CompiledQuery<Row>, parameters: readonly unknown[]): QueryResult<Row> {
    if (!this.#database.inTransaction) throw new WarmlineError('INTERNAL', 'This transaction is over already.');
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
  }
}

/** Takes the write lock at the beginning, so that no transaction can fail half-way because a reader became a writer. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database;

  constructor(config: SqliteDialectConfig, database: Database.Database) {
    super(config);
    this.#database = database;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** On a full disk SQLite has undone the transaction already; to say so again would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

function open(file: string): Database.Database {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const database = new Database(file, { timeout: 0 });
    // Only these pragmas may meet a lock of another process that is starting too; they are allowed to wait.
    database.pragma('busy_timeout = 2000');
    database.pragma('journal_mode = WAL');
    database.pragma('busy_timeout = 0');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('temp_store = MEMORY');
    database.pragma('cache_size = -32000');
    database.pragma(`wal_autocheckpoint = ${BACKSTOP_PAGES}`);
    return database;
  } catch (cause) {
    throw new WarmlineError(
      'STORAGE_UNAVAILABLE',
      `The database file ${file} cannot be opened. Check that the folder exists and is writable, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** True for the errors that mean "another process holds the lock; nothing was done". */
export function isSqliteBusy(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return code.startsWith('SQLITE_BUSY');
}

/** True when the disk is full, read-only or broken: nothing was done, and waiting does not help. */
export function isSqliteUnwritable(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /^SQLITE_(FULL|READONLY|IOERR)/.test(code);
}
