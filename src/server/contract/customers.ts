import * as z from 'zod';
import { Done, Id, Locale, Time, Topic } from './common.ts';
import { EDITORS, endpoint, LEADS } from './endpoint.ts';

const Tag = z.string().trim().min(1).max(64);

/** A customer as a list shows them. `spent` in fen or cents. */
export const CustomerCard = z.object({
  id: Id,
  name: z.string().nullable(),
  tier: z.string().nullable(),
  tags: z.array(z.string()),
  orders: z.number().int(),
  spent: z.number().int(),
  lastActiveAt: Time.nullable(),
  since: Time,
});
export type CustomerCard = z.infer<typeof CustomerCard>;

const Said = z.object({ topic: z.string(), granted: z.boolean(), source: z.string(), at: Time });

/** Everything that is known of one person, with where it comes from. Dates are "YYYY-MM-DD". */
export const CustomerDetail = CustomerCard.extend({
  externalId: z.string().nullable(),
  phone: z.string().nullable(),
  phoneVerifiedAt: Time.nullable(),
  locale: Locale.nullable(),
  birthday: z.string().nullable(),
  memberSince: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** 'rule', 'import', or the colleague who set it. */
  tierSource: z.string().nullable(),
  tagged: z.array(z.object({ tag: z.string(), group: z.string().nullable(), source: z.string(), at: Time })),
  consents: z.array(Said),
  /** Everything that was ever said, oldest first. */
  said: z.array(Said),
  addresses: z.array(
    z.object({ conversation: Id, channel: z.string(), peer: z.string(), reachable: z.boolean(), lastAt: Time }),
  ),
  /** Identities that live on in this one; each can be taken back. */
  joins: z.array(
    z.object({
      id: z.number().int(),
      other: z.string(),
      name: z.string().nullable(),
      reason: z.enum(['phone', 'agent', 'platform']),
      source: z.string(),
      at: Time,
    }),
  ),
  ordered: z.array(z.object({ number: z.string(), title: z.string(), stage: z.string(), placedAt: Time.nullable() })),
  /** What we said first, the newest first; `why` where it was not sent. */
  received: z.array(
    z.object({
      id: z.number().int(),
      title: z.object({ 'zh-CN': z.string(), en: z.string() }),
      status: z.string(),
      why: z.string().nullable(),
      at: Time,
    }),
  ),
});
export type CustomerDetail = z.infer<typeof CustomerDetail>;

const RowProblem = z.object({ line: z.number().int(), message: z.string() });
const PerPage = z.number().int().min(1).max(100).default(30);

/** Customers: found by name, number or segment, looked at, changed, joined, taken in and given out. */
export const CUSTOMERS_API = {
  findCustomers: endpoint({
    method: 'POST',
    path: '/api/customers/find',
    who: EDITORS,
    summary: 'Customers by a text (name, phone, number) and a segment; `count` is exact and on the first page alone',
    body: z.object({
      text: z.string().trim().max(128).default(''),
      segment: z.unknown(),
      cursor: z.string().max(200).optional(),
      limit: PerPage,
    }),
    answer: z.object({
      items: z.array(CustomerCard),
      next: z.string().nullable(),
      count: z.number().int().nullable(),
      problems: z.array(z.object({ at: z.string(), message: z.string() })),
    }),
  }),
  customerDetail: endpoint({
    method: 'GET',
    path: '/api/customers/:customer',
    who: EDITORS,
    summary: 'All that is known of a customer, and where it comes from',
    answer: CustomerDetail,
  }),
  changeCustomer: endpoint({
    method: 'PUT',
    path: '/api/customers/:customer',
    who: EDITORS,
    summary: 'What is given is written; a tier of null is given back to the rules',
    body: z.object({
      name: z.string().trim().min(1).max(256).nullable().optional(),
      birthday: z.string().max(40).nullable().optional(),
      memberSince: z.iso.date().nullable().optional(),
      timeZone: z.string().max(64).nullable().optional(),
      locale: Locale.optional(),
      tier: z.string().trim().min(1).max(64).nullable().optional(),
    }),
    answer: CustomerDetail,
  }),
  tagCustomer: endpoint({
    method: 'POST',
    path: '/api/customers/:customer/tags',
    who: EDITORS,
    summary: 'Give or take a tag',
    body: z.object({ tag: Tag, on: z.boolean() }),
    answer: CustomerDetail,
  }),
  noteConsent: endpoint({
    method: 'POST',
    path: '/api/customers/:customer/consents',
    who: EDITORS,
    summary: 'Write down what a customer said to a person about a topic; history is only added to',
    body: z.object({ topic: Topic, granted: z.boolean() }),
    answer: CustomerDetail,
  }),
  joinCustomers: endpoint({
    method: 'POST',
    path: '/api/customers/:customer/join',
    who: LEADS,
    summary: 'Another identity is this person: all that is theirs follows; can be taken back',
    body: z.object({ other: Id }),
    answer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('joined') }),
      z.object({ kind: z.literal('refused'), reason: z.enum(['same', 'unknown', 'group', 'leaving']) }),
    ]),
  }),
  undoJoin: endpoint({
    method: 'POST',
    path: '/api/customer-joins/:join/undo',
    who: LEADS,
    summary: 'They are two people after all: what was moved returns',
    answer: Done,
  }),
  importCustomers: endpoint({
    method: 'POST',
    path: '/api/customers/import',
    who: EDITORS,
    summary: 'Takes the CSV of an export; every row is checked by itself. `dryRun` only says what would be taken',
    body: z.object({ csv: z.string().max(8_000_000), dryRun: z.boolean() }),
    answer: z.object({
      rows: z.number().int(),
      created: z.number().int(),
      updated: z.number().int(),
      problems: z.array(RowProblem),
    }),
  }),
  exportCustomers: endpoint({
    method: 'POST',
    path: '/api/customers/export',
    who: LEADS,
    summary: 'A segment as CSV, no cell of which runs as a formula; at most 50,000 people, more with the command line',
    body: z.object({ segment: z.unknown() }),
    answer: z.object({ csv: z.string(), complete: z.boolean() }),
  }),
  customerTags: endpoint({
    method: 'GET',
    path: '/api/customer-tags',
    who: EDITORS,
    summary: 'Every tag in use, most used first, and the groups of tags',
    answer: z.object({
      items: z.array(z.object({ tag: z.string(), customers: z.number().int() })),
      groups: z.array(
        z.object({
          name: z.string(),
          title: z.object({ 'zh-CN': z.string(), en: z.string() }),
          exclusive: z.boolean(),
          tags: z.array(z.string()),
        }),
      ),
    }),
  }),
  setTagGroup: endpoint({
    method: 'PUT',
    path: '/api/tag-groups/:group',
    who: EDITORS,
    summary: 'Write or replace a group of tags; of an exclusive one a customer has one tag at most',
    body: z.object({
      title: z.object({ 'zh-CN': z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(60) }),
      exclusive: z.boolean(),
      tags: z.array(Tag).max(200),
    }),
    answer: Done,
  }),
};
