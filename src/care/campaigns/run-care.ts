import { letRulesGo } from '../rules/let-go.ts';
import type { RuleLibrary } from '../rules/library.ts';
import { planRules } from '../rules/plan-rules.ts';
import { runTasks } from '../tasks/run-tasks.ts';
import type { TaskPlatformOf } from '../tasks/task-platform.ts';
import { type CampaignRunParts, runCampaigns } from './run-campaigns.ts';

export interface CareRunParts extends CampaignRunParts {
  library: RuleLibrary;
  taskPlatformOf: TaskPlatformOf;
  /** Something was queued: wake the outbox. */
  committed: () => void;
  fault: (where: string, thrown: unknown) => void;
}

const ROUND_MS = 1_000;
/** Rules have minutes, not seconds; each look asks for the zones and the open runs. */
const RULES_MS = 20_000;

/** One look at campaigns, and at rules when `withRules`: what fails in one keeps none of the others from their turn. */
export async function careRound(parts: CareRunParts, withRules: boolean): Promise<void> {
  const now = parts.clock.now();
  if (withRules) await apart(planRules);
  const queued = (await apart(letRulesGo)) + (await apart(runCampaigns));
  await apart(runTasks);
  if (queued > 0) parts.committed();

  async function apart(part: (parts: CareRunParts, now: number) => Promise<number>): Promise<number> {
    try {
      return await part(parts, now);
    } catch (thrown) {
      parts.fault('care', thrown);
      return 1; // of its other messages some may have been queued
    }
  }
}

/** Runs until the signal aborts; any number of processes may. */
export async function runCare(parts: CareRunParts, signal: AbortSignal): Promise<void> {
  const { clock } = parts;
  let rulesAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const now = clock.now();
    // Also when the clock went back.
    const withRules = Math.abs(now - rulesAt) >= RULES_MS;
    if (withRules) rulesAt = now;
    await careRound(parts, withRules);
    await clock.sleep(ROUND_MS, signal);
  }
}
