import { sql } from 'kysely';
import { type ConversationId, ConversationId as ConversationIdSchema } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';
import type { Principal } from './principal.ts';
import { notFound } from './refusal.ts';

/** Leads see every conversation. */
export function seesAll({ role }: Pick<Principal, 'role'>): boolean {
  return role === 'supervisor' || role === 'admin';
}

/**
 * An agent sees the conversations with a case that wants no skill or one of theirs, and those that they hold or held.
 * The condition for a row of `cases`, named `cases` in the query.
 */
export function caseIsVisible(who: Principal) {
  const { id, skills } = who.agent;
  const skilled = skills.length === 0 ? sql`false` : sql`cases.skill in (${sql.join(skills)})`;
  return sql<boolean>`(cases.skill is null or ${skilled} or cases.agent_id = ${id} or cases.resolved_by = ${id})`;
}

/** The id as a conversation that this person may see. Throws the 404 that says nothing. */
export async function visibleConversation(
  db: Database,
  who: Principal,
  id: string | undefined,
): Promise<ConversationId> {
  const parsed = ConversationIdSchema.safeParse(id);
  if (!parsed.success) throw notFound();
  if (seesAll(who)) {
    const row = await db.selectFrom('conversations').select('id').where('id', '=', parsed.data).executeTakeFirst();
    if (!row) throw notFound();
    return parsed.data;
  }
  const row = await db
    .selectFrom('cases')
    .select('cases.id')
    .where('conversation_id', '=', parsed.data)
    .where(caseIsVisible(who))
    .limit(1)
    .executeTakeFirst();
  if (!row) throw notFound();
  return parsed.data;
}
