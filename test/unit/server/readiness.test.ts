import { expect, test } from 'vitest';
import { databaseState } from '../../../src/server/index.ts';

test.each([
  [true, 'ready', { database: 'ready', migrations: 'ready' }],
  [false, 'ready', { database: 'ready', migrations: 'pending' }],
  [null, 'unreachable', { database: 'unavailable', migrations: 'unknown' }],
  [true, 'unwritable', { database: 'unwritable', migrations: 'ready' }],
] as const)('with migrations run: %s and the database %s, readiness says just that', (migrated, state, said) => {
  expect(databaseState(migrated, state)).toEqual(said);
});
