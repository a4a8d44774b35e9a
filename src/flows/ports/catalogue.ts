import type { PortEffect } from '../engine/steps/call.ts';

/** What a flow may call, described so that the linter can check a flow without running anything. */
export interface PortDescription {
  effect: PortEffect;
  inputs: readonly string[];
  /** How it may end, beside `unavailable`, which every port may. */
  outcomes: readonly string[];
}

export type PortCatalogue = Readonly<Record<string, PortDescription>>;

/** The ports of the product. `ports/` and `app.ts` give each its function; a test checks that none is missing. */
export const PORTS = {
  /** One order by number (with the phone's last four digits where the address is not known), or all of this customer. */
  'orders.find': {
    effect: 'read',
    inputs: ['order', 'phone4'],
    outcomes: ['found', 'several', 'none', 'unknown', 'verify', 'locked'],
  },
  'orders.urge': { effect: 'write', inputs: ['order', 'phone4'], outcomes: ['done', 'refused'] },
  'orders.change_address': {
    effect: 'write',
    inputs: ['order', 'phone4', 'address'],
    outcomes: ['done', 'too_late', 'refused'],
  },
  'orders.cancel': { effect: 'write', inputs: ['order', 'phone4'], outcomes: ['done', 'too_late', 'refused'] },
  'complaints.open': {
    effect: 'write',
    inputs: ['order', 'category', 'what', 'wish', 'photos', 'contact', 'happened_on'],
    outcomes: ['opened', 'joined'],
  },
  'complaints.mine': { effect: 'read', inputs: ['number'], outcomes: ['one', 'several', 'none'] },
  'complaints.add': { effect: 'write', inputs: ['number', 'text', 'photos'], outcomes: ['done', 'unknown'] },
  'complaints.confirm': {
    effect: 'write',
    inputs: ['number', 'solved', 'text'],
    outcomes: ['closed', 'reopened', 'unknown'],
  },
  'surveys.record': { effect: 'put', inputs: ['survey', 'score', 'reason', 'answers'], outcomes: ['done', 'expired'] },
  /** Whether nobody else reads along: about a person's data only they may ask. */
  'customers.is_private': { effect: 'read', inputs: [], outcomes: ['private', 'room'] },
  'customers.show_data': { effect: 'read', inputs: [], outcomes: ['shown'] },
} as const satisfies PortCatalogue;

export type PortName = keyof typeof PORTS;
