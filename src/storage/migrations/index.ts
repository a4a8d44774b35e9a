import type { StorageMigration } from '../migrate.ts';
import { foundation } from './0001-foundation.ts';

/** In the order in which they run. A migration that has been released is never edited; a new one is added below. */
export const migrations: readonly StorageMigration[] = [foundation];
