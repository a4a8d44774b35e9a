import type { GateRules } from './gate-rules.ts';
import { afterQuiet } from './quiet-hours.ts';
import type { Standing } from './standing.ts';
import type { Ask, RefuseReason, Verdict, WaitReason } from './verdict.ts';

/** What the gate knows of one person when it is asked. Times in milliseconds. */
export interface GateFacts extends Standing {
  caseOpen: boolean;
  complaintOpen: boolean;
  /** Their last frustrated or angry word. */
  badMoodAt: number | null;
  /** When care was let go to them in the last seven days, without this one. */
  counted: readonly number[];
  /** Care on its way to them that was not let go yet, without this one. */
  queued: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Whatever ends without a date (a case, a hold) is asked about again after this long. */
const AGAIN_MS = { alert: 10 * 60_000, care: HOUR_MS } as const;

/** The one decision about writing first: pure, so that it can be tried on any moment of any calendar. */
export function judge(ask: Ask, facts: GateFacts, rules: GateRules, now: number): Verdict {
  const refusal = refusalOf(ask, facts, now);
  if (refusal !== null) return { kind: 'refuse', reason: refusal };
  const waits = waitsOf(ask, facts, rules, now);
  const longest = waits.reduce((most, each) => (each.until > most.until ? each : most), {
    until: now,
    reason: 'quiet-hours' as WaitReason,
  });
  // Who comes back to look is awake.
  const until = facts.proactive?.kind === 'visit' ? longest.until : afterQuiet(longest.until, facts.zone, rules.quiet);
  if (until <= now) return { kind: 'pass' };
  return { kind: 'wait', until, reason: waits.length === 0 ? 'quiet-hours' : longest.reason };
}

/** Why this is not for them, or null: then it goes, now or later. */
export function refusalOf(ask: Ask, facts: Standing, now: number): RefuseReason | null {
  if (!facts.known) return 'unknown';
  if (facts.leaving) return 'leaving';
  if (!(facts.consent ?? facts.allowedUnasked)) return 'no-consent';
  if (facts.held === 'stopped') return 'stopped';
  if (ask.expiresAt <= now) return 'expired';
  if (facts.unreachable) return 'unreachable';
  switch (facts.proactive?.kind) {
    case undefined:
    case 'none':
      return 'channel-silent';
    case 'task':
      return ask.via === 'task' ? null : 'needs-task';
    case 'window': {
      const { lastWordAt } = facts.window;
      const open = lastWordAt !== null && now < lastWordAt + facts.proactive.hours * HOUR_MS;
      return open ? null : 'window-closed';
    }
    case 'free':
    case 'visit':
      return null;
    default:
      return facts.proactive satisfies never;
  }
}

function waitsOf(ask: Ask, facts: GateFacts, rules: GateRules, now: number): { until: number; reason: WaitReason }[] {
  const again = now + AGAIN_MS[ask.kind];
  const waits: { until: number; reason: WaitReason }[] = [];
  if (facts.held === 'paused') waits.push({ until: again, reason: 'held' });
  if (facts.inHands || facts.caseOpen) waits.push({ until: again, reason: 'case-open' });
  if (facts.complaintOpen) waits.push({ until: again, reason: 'complaint-open' });
  const eased = (facts.badMoodAt ?? Number.NEGATIVE_INFINITY) + rules.badMoodHours * HOUR_MS;
  if (eased > now) waits.push({ until: eased, reason: 'bad-mood' });
  if (facts.proactive?.kind === 'window') {
    const left = facts.proactive.messages - facts.window.used - rules.keptForAnswers[ask.kind];
    if (left <= 0) waits.push({ until: again, reason: 'window-full' });
  }
  if (ask.kind === 'alert') return waits;
  const daily = capEnd(facts, rules.perDay, DAY_MS, ask.stage, now);
  if (daily !== null) waits.push({ until: daily, reason: 'daily-cap' });
  const weekly = capEnd(facts, rules.perWeek, 7 * DAY_MS, ask.stage, now);
  if (weekly !== null) waits.push({ until: weekly, reason: 'weekly-cap' });
  return waits;
}

/** When the cap lets one more through, or null when it does now. A clock that went back counts what lies ahead of it too. */
function capEnd(facts: GateFacts, most: number, spanMs: number, stage: Ask['stage'], now: number): number | null {
  const within = facts.counted.filter((at) => at > now - spanMs).sort((a, b) => a - b);
  const queued = stage === 'plan' ? facts.queued : 0;
  if (within.length + queued < most) return null;
  if (most === 0) return now + spanMs;
  const frees = within[within.length - most];
  return frees === undefined ? now + AGAIN_MS.care : frees + spanMs;
}
