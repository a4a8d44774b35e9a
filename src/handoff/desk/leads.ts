import { AgentId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';

/** Who hears of a broken promise: every supervisor who is on duty, or all of them when none is; never nobody. */
export async function leadsToTell(tx: Tx): Promise<AgentId[]> {
  const leads = await tx
    .selectFrom('agents')
    .select(['id', 'presence'])
    .where('active', '=', 1)
    .where('role', 'in', ['supervisor', 'admin'])
    .execute();
  const present = leads.filter((lead) => lead.presence === 'on-duty');
  return (present.length > 0 ? present : leads).map(({ id }) => AgentId.parse(id));
}
