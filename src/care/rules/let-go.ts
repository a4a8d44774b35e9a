import { eachInTurn } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import { queuePlanned, type SayFirst } from '../ledger/queue-planned.ts';
import { composeEntry, type Speech } from '../speech/compose-entry.ts';
import type { RuleLibrary } from './library.ts';

export interface LetGoParts {
  storage: Storage;
  gate: Gate;
  library: RuleLibrary;
  sayFirst: SayFirst;
  speech: Speech;
}

/** Entries of one rule that are queued in one round; the outbox's own limits hold besides. */
const PER_RULE = 100;

/** Queues what rules have planned and whose time has come. Returns how many messages. */
export async function letRulesGo(parts: LetGoParts, now: number): Promise<number> {
  const { storage, gate, sayFirst, speech, library } = parts;
  let queued = 0;
  await eachInTurn(await rulesWithPlans(storage), async (source) => {
    const rule = library.rule(source.slice('rule:'.length));
    const report = await queuePlanned(
      {
        storage,
        gate,
        sayFirst,
        compose: async (tx, row) =>
          rule?.enabled ? composeEntry(tx, speech, row, rule, rule.on) : { kind: 'drop', why: 'rule-gone' },
      },
      source,
      PER_RULE,
      now,
    );
    queued += report.queued;
  });
  return queued;
}

/** Sources of rules that have something planned: one look into the index for each. */
async function rulesWithPlans({ db }: Storage): Promise<string[]> {
  const sources: string[] = [];
  for (let after = 'rule:'; ; ) {
    const row = await db
      .selectFrom('care_ledger')
      .select((least) => least.fn.min('source').as('source'))
      .where('status', '=', 'planned')
      .where('source', '>', after)
      .where('source', '<', 'rule;')
      .executeTakeFirst();
    if (!row?.source) return sources;
    sources.push(row.source);
    after = row.source;
  }
}
