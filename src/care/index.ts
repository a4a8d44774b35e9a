export type { AbilitiesOf } from './gate/facts.ts';
export { createGate, type Gate, type GateParts } from './gate/gate.ts';
export { GATE_DEFAULTS, GateRules, readGateRules, writeGateRules } from './gate/gate-rules.ts';
export { type PlaceToSay, placesToSay } from './gate/places.ts';
export { afterQuiet, beforeQuiet, isQuiet, type QuietHours } from './gate/quiet-hours.ts';
export type { Ask, RefuseReason, Verdict, WaitReason } from './gate/verdict.ts';
export { holdOf, pauseBatch, resumeBatch, stopBatch } from './ledger/batches.ts';
export { countLedger, type LedgerCount } from './ledger/count-ledger.ts';
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
export { careJsonSchema } from './rules/json-schema.ts';
