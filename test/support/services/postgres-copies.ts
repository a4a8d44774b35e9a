import type pg from 'pg';
import { createPostgresDatabase, withClient } from './postgres.ts';
import type { PreparedDatabases } from './prepared-databases.ts';

/** Copies of the prepared database, used again when a suite has ended: a copy is a thousand files, emptying one is not. */
export interface PostgresCopies {
  /** The URL of one that says what the prepared one says, and that nobody else is connected to. */
  take(): Promise<string>;
  /** Nobody is connected to them any more. */
  giveBack(urls: readonly string[]): void;
}

export function createPostgresCopies(prepared: () => PreparedDatabases): PostgresCopies {
  const free: string[] = [];
  return {
    async take() {
      const used = free.pop();
      if (used === undefined) return createPostgresDatabase(prepared().postgresAdminUrl, prepared().postgresTemplate);
      await restore(used, prepared().postgresRows);
      return used;
    },
    giveBack(urls) {
      free.push(...urls);
    },
  };
}

/** What the tables of a database hold; those that are empty are left out. */
export async function rowsOf(url: string): Promise<Record<string, unknown[]>> {
  return withClient(url, async (client) => {
    const rows: Record<string, unknown[]> = {};
    for (const table of await tablesOf(client)) {
      const { rows: found } = await client.query(`select to_json(each) as row from ${table} as each`);
      if (found.length > 0) rows[table] = found.map(({ row }) => row);
    }
    return rows;
  });
}

async function restore(url: string, rows: Readonly<Record<string, readonly unknown[]>>): Promise<void> {
  await withClient(url, async (client) => {
    const tables = await tablesOf(client);
    const { rows: sequences } = await client.query(
      `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name from pg_sequences`,
    );
    // In this role no trigger and no foreign key asks for an order.
    await client.query(
      [
        'begin',
        'set local session_replication_role = replica',
        ...tables.map((table) => `delete from ${table}`),
        ...sequences.map(({ name }) => `alter sequence ${name} restart`),
      ].join(';'),
    );
    for (const [table, content] of Object.entries(rows))
      await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(content),
      ]);
    await client.query('commit');
  });
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name
     from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  return rows.map(({ name }) => name);
}
