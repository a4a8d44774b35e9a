export { type CaseReason, type CaseRow, openCaseOf, type Tier, textsOf } from './cases/case.ts';
export { type CaseEventKind, noteEvent } from './cases/case-events.ts';
export { type Need, type Opened, openCase } from './cases/open-case.ts';
export { CaseSummary } from './cases/summary.ts';
export { runningClocks } from './clocks/case-clocks.ts';
export { addOfficeTime, isOpen, nextOpening, OfficeHours } from './clocks/office-hours.ts';
export {
  type Agent,
  agentById,
  agentByTelegram,
  agentOf,
  allAgents,
  colleagueInWeCom,
  loads,
  newAgent,
  setPresence,
} from './desk/agents.ts';
export { audit, type Deed as DeskDeed } from './desk/audit.ts';
export {
  type CompensationRow,
  type Decided,
  decideCompensation,
  type Grant,
  type Granted,
  grantCompensation,
} from './desk/compensations.ts';
export { type DeskCustomer, deskCustomer, setDeskCustomer } from './desk/customers.ts';
export {
  announce,
  type DeskNews,
  firstNewsId,
  lastNewsId,
  newsAfter,
  type StoredNews,
} from './desk/desk-events.ts';
export { DESK_DEFAULTS, DeskSettings, type GrantLimits, readDeskSettings, writeDeskSettings } from './desk/settings.ts';
export type { HandoffEffect, Telling } from './effect.ts';
export * from './frustration/index.ts';
export type { Owned } from './ownership/change-owner.ts';
export { type GivenBack, type GivingBack, returnToBot } from './ownership/give-back.ts';
export { type PassedOn, type PassingOn, passToAgent, passToQueue } from './ownership/pass-on.ts';
export { sendsUnderWay, untilSendsSettled } from './ownership/sends-under-way.ts';
export { snooze } from './ownership/snooze.ts';
export { type Takeover, type Taking, takeOver } from './ownership/take-over.ts';
export { type Candidate, chooseAgent, type Waiting } from './queue/choose-agent.ts';
export type { Place } from './queue/places.ts';
export { type DeskWork, deskRound, runDesk } from './run-desk.ts';
export { type Course as TalkCourse, createCourseReader, type Judged, judge, recordJudged } from './talk/judge.ts';
export type { Mark } from './talk/marks.ts';
export { agentWrote, customerWrote } from './talk/words-in-case.ts';
export { type DeliverOptions, deliverWebhooks, webhookSignature } from './webhooks/deliver.ts';
export { followComplaints } from './webhooks/follow-complaints.ts';
export type { WebhookEventName } from './webhooks/tell-webhooks.ts';
