import * as z from 'zod';
import { isTimeZone } from '../core/index.ts';
import { list, type ValuesOf, variable, webAddress } from './variable.ts';

/** The shop: its time, its orders, its customers. */
export const SHOP = {
  TIME_ZONE: variable(
    z
      .string()
      .refine((zone) => isTimeZone(zone), 'must be an IANA name such as Asia/Shanghai')
      .default('Asia/Shanghai'),
    "The shop's own time zone, for opening hours, dates and deadlines.",
  ),
  ORDERS_REST_CONFIG: variable(
    z.string().optional(),
    'A JSON file that tells how to ask your order system (docs/recipes/connect-orders.md). Empty: the built-in order book.',
  ),
  ORDERS_API_TOKEN: variable(
    z.string().min(24, 'must be 24 characters or more').optional(),
    'Lets your systems feed orders: POST /api/orders with it as a bearer token. At least 24 characters.',
    { secret: true },
  ),
  ORDERS_WEBHOOK_SECRET: variable(
    z.string().min(24, 'must be 24 characters or more').optional(),
    'Signs what your systems post to /webhooks/orders (docs/recipes/connect-orders.md). At least 24 characters.',
    { secret: true },
  ),
  KUAIDI100_CUSTOMER: variable(z.string().optional(), 'Customer id at 快递100, for live tracking.'),
  KUAIDI100_KEY: variable(z.string().optional(), 'Its key.', { secret: true }),
  KUAIDI100_URL: variable(webAddress.default('https://poll.kuaidi100.com/poll/query.do'), 'Its address.'),
  KUAIDI100_CARRIERS: variable(
    list
      .refine((pairs) => pairs.every((pair) => /^[^=]+=[a-z0-9]+$/i.test(pair)), 'must be name=code, with commas')
      .default([]),
    'Carriers under names of your own, with their codes at 快递100: 家具专线=jiajuzhuanxian, with commas. The common ones are known.',
  ),
  TIER_SCHEME: variable(
    z.enum(['membership', 'lifecycle', 'none']).default('membership'),
    'Tiers that rules give: by spending, by activity, or none (then only people and imports set them).',
  ),
} as const;

/** What cannot be together, one sentence each. */
export function* shopContradictions(values: ValuesOf<typeof SHOP>): Generator<string> {
  if ((values.KUAIDI100_CUSTOMER === undefined) !== (values.KUAIDI100_KEY === undefined))
    yield 'KUAIDI100_KEY (value not shown): set it together with KUAIDI100_CUSTOMER, or neither';
}
