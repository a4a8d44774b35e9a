import { type Agent, agentById, audit, type DeskDeed, newAgent } from '../../handoff/index.ts';
import type { AgentsTable, Storage, Tx } from '../../storage/index.ts';
import type { StaffAuth } from './staff-auth.ts';
import { makeLink, useLink } from './staff-links.ts';

/** Bringing people to the desk and letting them in. */
export interface People {
  /** With the one-time link of the first start. Null when it is not good (any more). */
  setUp(form: { token: string; name: string; email: string; password: string }, ip: string): Promise<Agent | null>;
  invite(form: { name: string; email: string; role: Agent['role'] }, deed: Deed): Promise<Invited>;
  /** With the link of an invitation or a password reset. */
  join(form: { token: string; name?: string | undefined; password: string }, ip: string): Promise<Agent | null>;
  resetLink(agent: string, deed: Deed): Promise<string>;
}

type Deed = Pick<DeskDeed, 'actor' | 'ip'>;
export type Invited = { kind: 'invited'; agent: Agent; token: string } | { kind: 'known' };

export function createPeople(storage: Storage, auth: StaffAuth, now: () => number): People {
  async function mustFind(id: string): Promise<Agent> {
    const agent = await agentById(storage.db, id);
    if (!agent) throw new Error(`agent ${id} was just written`);
    return agent;
  }

  return {
    async setUp({ token, name, email, password }, ip) {
      const link = await storage.transact((tx) => useLink(tx, ['setup'], token, now()));
      if (!link) return null;
      const id = await auth.addUser(email, name);
      await auth.setPassword(id, password);
      await storage.transact(async (tx) => {
        await tx
          .insertInto('agents')
          .values(newAgent({ id, name, email, role: 'admin', joined: 1, now: now() }))
          .execute();
        await audit(tx, { actor: id, action: 'team.setup', object: `member:${id}`, ip }, now());
      });
      return mustFind(id);
    },
    async invite({ name, email, role }, { actor, ip }) {
      const address = email.toLowerCase();
      const known = await storage.db.selectFrom('agents').select('id').where('email', '=', address).executeTakeFirst();
      if (known) return { kind: 'known' };
      const id = await auth.addUser(address, name);
      const token = await storage.transact(async (tx) => {
        await tx
          .insertInto('agents')
          .values(newAgent({ id, name, email: address, role, joined: 0, now: now() }))
          .execute();
        const deed = { actor, action: 'team.invite', object: `member:${id}`, detail: role };
        await audit(tx, { ...deed, ...(ip === undefined ? {} : { ip }) }, now());
        return makeLink(tx, 'join', id, now());
      });
      return { kind: 'invited', agent: await mustFind(id), token };
    },
    async join({ token, name, password }, ip) {
      const link = await storage.transact((tx) => useLink(tx, ['join', 'reset'], token, now()));
      if (!link?.agent) return null;
      const id = link.agent;
      await auth.setPassword(id, password);
      await auth.endSessions(id);
      await storage.transact(async (tx) => {
        await tx
          .updateTable('agents')
          .set({ joined: 1, ...(link.kind === 'join' && name !== undefined ? { name } : {}) })
          .where('id', '=', id)
          .execute();
        await audit(tx, { actor: id, action: `team.${link.kind}`, object: `member:${id}`, ip }, now());
      });
      return mustFind(id);
    },
    async resetLink(agent, { actor, ip }) {
      await auth.endSessions(agent);
      return storage.transact(async (tx) => {
        const deed = { actor, action: 'team.reset-link', object: `member:${agent}` };
        await audit(tx, { ...deed, ...(ip === undefined ? {} : { ip }) }, now());
        return makeLink(tx, 'reset', agent, now());
      });
    },
  };
}

/** Whoever had this id in WeCom so far (an entry that was made when they first answered there) has it no longer. */
export async function freeWeComId(tx: Tx, wecom: string): Promise<void> {
  await tx.updateTable('agents').set({ wecom: null }).where('wecom', '=', wecom).execute();
}

/** Settings of a member as the desk stores them. */
export async function setAgent(tx: Tx, id: string, change: Partial<AgentsTable>): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx.updateTable('agents').set(change).where('id', '=', id).execute();
}
