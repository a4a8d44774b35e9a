import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { CustomerId } from '../../core/index.ts';
import type { Order } from '../../customers/index.ts';
import type { DelayAlertsTable, Storage } from '../../storage/index.ts';
import type { Gate } from '../gate/gate.ts';
import type { AbilitiesOf } from '../gate/standing.ts';
import type { SayFirst } from '../ledger/queue-planned.ts';
import type { DelayFile } from './delay-file.ts';
import type { Look } from './detect.ts';
import type { TransitModel } from './transit-model.ts';

export interface DelayParts {
  storage: Storage;
  gate: Gate;
  sayFirst: SayFirst;
  abilitiesOf: AbilitiesOf;
  /** The file as it is now. */
  file: () => DelayFile;
  model: TransitModel;
  /** The shop's own zone, for customers who have told none. */
  timeZone: string;
}

export type AlertRow = Selectable<DelayAlertsTable>;

/** An order that was looked at, with whom it concerns and what they have been told. */
export interface LookedAt {
  order: Order;
  lookAt: number;
  zone: string;
  customers: readonly CustomerId[];
  alerts: readonly AlertRow[];
  /** Null: the order has come to its end. */
  look: Look | null;
}

/** 24 letters and digits: rides in a button's id. */
export function newAlertId(): string {
  return randomBytes(18).toString('base64url').replaceAll(/[-_]/g, '0');
}
