import type { CaseReason, Tier } from './case.ts';

/** What makes one case more urgent than another. */
export interface Urgency {
  tier: Tier;
  /** 0..1. */
  moodScore: number;
  reasons: readonly string[];
  complaintGrade: 'ordinary' | 'hot' | 'crisis' | null;
  /** The worst clock: 0 running, 1 at risk, 2 breached. */
  clock: number;
}

/** A judgement of the field: danger before anger, anger before membership; promises that break lift everything. */
const TIER = { standard: 0, silver: 4, gold: 8, vip: 16 } as const;
const REASON: Partial<Record<CaseReason, number>> = { safety: 40, 'fast-lane': 14, 'agent-silent': 12, complaint: 8 };
const GRADE = { ordinary: 4, hot: 12, crisis: 24 } as const;
const CLOCK = [0, 8, 20];
const MOOD = 30;

/** 0..100, higher goes first; among equals who has waited longest. */
export function priorityOf({ tier, moodScore, reasons, complaintGrade, clock }: Urgency): number {
  const byReason = Math.max(0, ...reasons.map((reason) => REASON[reason as CaseReason] ?? 0));
  const grade = complaintGrade === null ? 0 : GRADE[complaintGrade];
  const sum = TIER[tier] + MOOD * moodScore + byReason + grade + (CLOCK[clock] ?? 0);
  return Math.round(Math.min(100, sum));
}
