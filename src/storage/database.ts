import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables/index.ts';

/** For reading outside of a transaction. */
export type Database = Kysely<Tables>;
/** What every function that writes takes as its first argument. */
export type Tx = Transaction<Tables>;
