import type { AgentId } from '../../core/index.ts';

/** Somebody on duty, as routing sees them. */
export interface Candidate {
  id: AgentId;
  skills: readonly string[];
  locales: readonly string[];
  capacity: number;
  holding: number;
  /** Since when they hold nothing (or came on duty). */
  idleSince: number;
}

export interface Waiting {
  skill: string | null;
  locale: string;
  tier: string;
  ownAgent: string | null;
  firstAgent: string | null;
  /** Who let it lapse or passed it on in this time of duty: they take it by hand if they want it. */
  notAgain: ReadonlySet<string>;
}

/**
 * To whom a waiting case goes; null: everybody is busy or nobody has the skill. A VIP's own agent; then, of those
 * with the skill, who helped this customer first; then language, the smallest load, the longest idle.
 */
export function chooseAgent(waiting: Waiting, onDuty: readonly Candidate[]): AgentId | null {
  const free = onDuty.filter((agent) => agent.holding < agent.capacity && !waiting.notAgain.has(agent.id));
  const own = waiting.tier === 'vip' ? free.find(({ id }) => id === waiting.ownAgent) : undefined;
  const skilled = free.filter(({ skills }) => waiting.skill === null || skills.includes(waiting.skill));
  const first = skilled.find(({ id }) => id === waiting.firstAgent);
  const familiar = own ?? first;
  if (familiar) return familiar.id;
  const speaking = skilled.filter(({ locales }) => locales.length === 0 || locales.includes(waiting.locale));
  const pool = speaking.length > 0 ? speaking : skilled;
  const [best] = [...pool].sort(
    (a, b) => a.holding / a.capacity - b.holding / b.capacity || a.idleSince - b.idleSince || (a.id < b.id ? -1 : 1),
  );
  return best?.id ?? null;
}
