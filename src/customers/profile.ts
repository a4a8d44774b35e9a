import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as z from 'zod';
import { type CustomerId, isTimeZone, Locale } from '../core/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { Birthday, birthDayKey } from './birthday.ts';

export const TimeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Asia/Shanghai');

/** Who a customer is. Null: not known. Dates "YYYY-MM-DD", times in milliseconds, money in fen or cents. */
export interface CustomerProfile {
  id: CustomerId;
  name: string | null;
  externalId: string | null;
  locale: Locale | null;
  /** E.164. */
  phone: string | null;
  phoneVerifiedAt: number | null;
  birthday: string | null;
  memberSince: string | null;
  timeZone: string | null;
  tier: string | null;
  tierSource: string | null;
  orders: number;
  spent: number;
  firstOrderAt: number | null;
  lastOrderAt: number | null;
  lastActiveAt: number | null;
  createdAt: number;
}

/** What may be set by an agent or an import; a field that is left out stays. */
export const ProfileChange = z.object({
  name: z.string().trim().min(1).max(256).nullable().optional(),
  externalId: z.string().trim().min(1).max(128).nullable().optional(),
  birthday: Birthday.nullable().optional(),
  memberSince: z.iso.date().nullable().optional(),
  timeZone: TimeZone.nullable().optional(),
  locale: Locale.nullable().optional(),
});
export type ProfileChange = z.infer<typeof ProfileChange>;

/** Null for an unknown customer and for one of whom nothing is left. */
export async function profileOf(db: Database | Tx, customer: CustomerId): Promise<CustomerProfile | null> {
  const row = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', customer)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: customer,
    name: row.name,
    externalId: row.external_id,
    locale: Locale.nullable().catch(null).parse(row.locale),
    phone: row.phone,
    phoneVerifiedAt: row.phone_verified_at,
    birthday: row.birthday,
    memberSince: row.member_since,
    timeZone: row.time_zone,
    tier: row.tier,
    tierSource: row.tier_source,
    orders: row.order_count,
    spent: row.spent,
    firstOrderAt: row.first_order_at,
    lastOrderAt: row.last_order_at,
    lastActiveAt: row.last_active_at,
    createdAt: row.created_at,
  };
}

/** Writes what is given. `change` is believed: parse it with `ProfileChange` at the edge. */
export async function setProfile(tx: Tx, customer: CustomerId, change: ProfileChange): Promise<void> {
  const { name, externalId, birthday, memberSince, timeZone, locale } = change;
  const set = {
    ...(name === undefined ? {} : { name }),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(birthday === undefined ? {} : { birthday, birth_day: birthday ? birthDayKey(birthday) : null }),
    ...(memberSince === undefined ? {} : { member_since: memberSince }),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
  };
  if (Object.keys(set).length > 0) await tx.updateTable('customers').set(set).where('id', '=', customer).execute();
  if (locale) await setLocale(tx, customer, locale);
}

/** The language that a person asked for holds in all their conversations. */
export async function setLocale(tx: Tx, customer: CustomerId, locale: Locale): Promise<void> {
  await tx.updateTable('customers').set({ locale }).where('id', '=', customer).execute();
  await tx.updateTable('conversations').set({ locale }).where('customer_id', '=', customer).execute();
}

/** Keeps a phone that somebody vouches for: the platform, a code that was typed back, an agent. Never what was merely said. */
export async function setVerifiedPhone(tx: Tx, customer: CustomerId, phone: string, at: number): Promise<void> {
  await tx.updateTable('customers').set({ phone, phone_verified_at: at }).where('id', '=', customer).execute();
}

/** A phone in E.164 ("+8613800135678"), or null when it cannot be one. Numbers without a country are of `country`. */
export function phoneOf(text: string, country: 'CN' | 'US' | 'GB' = 'CN'): string | null {
  const parsed = parsePhoneNumberFromString(text.normalize('NFKC'), country);
  return parsed?.isValid() ? parsed.number : null;
}
