import { list, variable } from './variable.ts';

/** What may be called inside the own network. */
export const OUTGOING = {
  OUTGOING_ALLOWED_HOSTS: variable(
    list.default([]),
    'Private hosts that webhooks, the order system and sign-in may be called at, with commas: crm.internal,10.0.0.5:9000',
  ),
} as const;
