import type { Database, Tx } from '../../storage/index.ts';
import { readFacts } from './facts.ts';
import { readGateRules } from './gate-rules.ts';
import { judge, refusalOf } from './judge.ts';
import { type AbilitiesOf, readStanding } from './standing.ts';
import type { Ask, RefuseReason, Verdict } from './verdict.ts';

export interface GateParts {
  abilitiesOf: AbilitiesOf;
  /** The zone of customers who have told none. IANA. */
  timeZone: string;
}

/**
 * The one gate of invariant 6: consent, quiet hours, caps, suppression, platform windows. It writes nothing; the ledger
 * keeps what it said. Ask with up to a few hundred at once: the number of queries does not grow with them.
 */
export interface Gate {
  /** One verdict per ask, in their order. */
  ask(db: Database | Tx, asks: readonly Ask[], now: number): Promise<Verdict[]>;
  /**
   * Only whether it is for them at all, null where it is: for a plan, which asks about a million people and whose entries
   * are asked about again, with all that makes them wait, when their time has come.
   */
  refusals(db: Database | Tx, asks: readonly Ask[], now: number): Promise<(RefuseReason | null)[]>;
}

export function createGate({ abilitiesOf, timeZone }: GateParts): Gate {
  return {
    async ask(db, asks, now) {
      if (asks.length === 0) return [];
      const rules = await readGateRules(db);
      const facts = await readFacts(db, asks, { abilitiesOf, zone: timeZone, rules }, now);
      return asks.map((ask, index) => {
        const known = facts[index];
        return known === undefined ? { kind: 'refuse', reason: 'unknown' } : judge(ask, known, rules, now);
      });
    },
    async refusals(db, asks, now) {
      const standing = await readStanding(db, asks, { abilitiesOf, zone: timeZone }, now);
      return asks.map((ask, index) => {
        const known = standing[index];
        return known === undefined ? 'unknown' : refusalOf(ask, known, now);
      });
    },
  };
}
