import type { Tx } from '../../storage/index.ts';

/** Something that was done at the desk, written down in the transaction that did it. */
export interface Deed {
  /** An agent's id, 'key:<id>' for a program, 'system'. */
  actor: string;
  /** "case.take", "compensation.grant", "team.set", … */
  action: string;
  /** "conversation:<id>", "member:<id>", … */
  object: string;
  detail?: string;
  ip?: string;
}

export async function audit(tx: Tx, { actor, action, object, detail = '', ip = '' }: Deed, now: number): Promise<void> {
  await tx.insertInto('audit_log').values({ at: now, actor, action, object, detail, ip }).execute();
}
