import { createHash, randomBytes } from 'node:crypto';
import type { Storage, Tx } from '../../storage/index.ts';

/** One-time links: for the first admin, for whoever is invited, for a new password. Only a hash is kept. */
export type LinkKind = 'setup' | 'join' | 'reset';

const SETUP_LIFE_MS = 24 * 3_600_000;
const JOIN_LIFE_MS = 3 * 24 * 3_600_000;

export async function makeLink(tx: Tx, kind: LinkKind, agent: string | null, now: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  // A newer link replaces the older ones of the same person.
  let older = tx.deleteFrom('staff_links').where('kind', '=', kind).where('used_at', 'is', null);
  older = agent === null ? older.where('agent_id', 'is', null) : older.where('agent_id', '=', agent);
  await older.execute();
  const expires_at = now + (kind === 'setup' ? SETUP_LIFE_MS : JOIN_LIFE_MS);
  await tx
    .insertInto('staff_links')
    .values({ hash: hashOf(token), kind, agent_id: agent, expires_at, used_at: null })
    .execute();
  return token;
}

/** Uses a link up. Null when it was used, is too old, or never was. Of two at once one gets it. */
export async function useLink(
  tx: Tx,
  kinds: readonly LinkKind[],
  token: string,
  now: number,
): Promise<{ kind: LinkKind; agent: string | null } | null> {
  const row = await tx
    .updateTable('staff_links')
    .set({ used_at: now })
    .where('hash', '=', hashOf(token))
    .where('kind', 'in', [...kinds])
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['kind', 'agent_id'])
    .executeTakeFirst();
  return row ? { kind: row.kind, agent: row.agent_id } : null;
}

/** True while nobody can sign in. */
export async function needsSetup(storage: Pick<Storage, 'db'>): Promise<boolean> {
  const row = await storage.db
    .selectFrom('agents')
    .select('id')
    .where('role', '=', 'admin')
    .where('joined', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row === undefined;
}

/** The token for the first admin, or null when there is one already. A new start makes a new link. */
export async function firstAdminLink(storage: Storage, now: number): Promise<string | null> {
  if (!(await needsSetup(storage))) return null;
  return storage.transact((tx) => makeLink(tx, 'setup', null, now));
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
