export { noteChoice, type PressedAlert, pressedAlert, replyToChoice } from './alerts/choose.ts';
export { composeAlert } from './alerts/compose.ts';
export { type DelayLibrary, openDelayLibrary } from './alerts/delay-library.ts';
export type { DelayParts } from './alerts/delay-parts.ts';
export {
  decideIncident,
  type Incident,
  type IncidentDecision,
  listIncidents,
} from './alerts/incident.ts';
export { delayRulesOf, sweepDelays } from './alerts/sweep-delays.ts';
export { DELAY_SOURCE } from './alerts/tell.ts';
export { createTransitMemory } from './alerts/transit-memory.ts';
export { watchBookings } from './alerts/watch.ts';
export { judgeMembers, type Member, reportAudience, streamTarget } from './audience/check-audience.ts';
export { APPROVAL_ABOVE, batchOf, type Campaign, campaignById, campaignOf } from './campaigns/campaign.ts';
export { type CampaignDeskParts, type CampaignResult, createCampaignDesk } from './campaigns/campaign-desk.ts';
export type { CareOffice } from './campaigns/care-office.ts';
export { type Message, readContent } from './campaigns/content.ts';
export { noteVisit } from './campaigns/note-visit.ts';
export { previewMessage, sampleReply } from './campaigns/preview.ts';
export { type CareRunParts, runCare } from './campaigns/run-care.ts';
export { createGate, type Gate, type GateParts } from './gate/gate.ts';
export { GATE_DEFAULTS, readGateRules, writeGateRules } from './gate/gate-rules.ts';
export type { AbilitiesOf } from './gate/standing.ts';
export type { Ask, RefuseReason, Verdict, WaitReason } from './gate/verdict.ts';
export { type CareFigures, careFigures, careSources } from './insight/care-figures.ts';
export { pauseBatch, resumeBatch, stopBatch } from './ledger/batches.ts';
export { noteComplained, noteOptedOut, noteReplied } from './ledger/echo.ts';
export { type LedgerRow, type NewEntry, partKey } from './ledger/entry.ts';
export { noteOutcome } from './ledger/note-outcome.ts';
export { createOutboxGate, type Leave, type OutboxGate } from './ledger/outbox-gate.ts';
export { planEntries } from './ledger/plan-entries.ts';
export {
  type Composed,
  type FirstWords,
  type QueueParts,
  type QueueReport,
  queuePlanned,
  type SayFirst,
} from './ledger/queue-planned.ts';
export { triggerKind } from './rules/definition.ts';
export { careJsonSchema } from './rules/json-schema.ts';
export { openRuleLibrary, type RuleLibrary, ruleNamed } from './rules/library.ts';
export { previewRule } from './rules/preview-rule.ts';
export type { TaskPlatform, TaskPlatformOf } from './tasks/task-platform.ts';
