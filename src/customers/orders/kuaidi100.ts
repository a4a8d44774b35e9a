import { createHash } from 'node:crypto';
import * as z from 'zod';
import { errorText } from '../../core/index.ts';
import { carrierCode } from './carrier-codes.ts';
import { createJsonFetcher } from './fetch-json.ts';
import { momentOf } from './import-csv.ts';
import { lastFour, type Order, type OrderProblem, type OrderStage } from './order.ts';
import type { OrderSource } from './order-source.ts';

/** 快递100's real-time query (实时查询): POST customer, sign and param as a form. */
export interface Kuaidi100Config {
  /** https://poll.kuaidi100.com/poll/query.do unless a test or a proxy stands in for it. */
  baseUrl: string;
  customer: string;
  key: string;
  /** Carriers under names of the shop's own; the common ones are known (`carrierCode`). */
  carriers: Readonly<Record<string, string>>;
  timeoutMs?: number;
  /** Private hosts that may be called; 快递100 itself is none. */
  allowedHosts?: readonly string[];
}

interface Tracking {
  stage: OrderStage;
  problem: OrderProblem | null;
  events: Order['events'];
}

const Answer = z.union([
  z.object({
    status: z.literal('200'),
    state: z.coerce.string(),
    nu: z.string(),
    data: z.array(z.object({ context: z.string(), ftime: z.string().optional(), time: z.string() })).max(1_000),
  }),
  z.object({ result: z.literal(false), returnCode: z.coerce.string(), message: z.string() }),
]);

/** Returned when a number is not known to the carrier (yet): no fault, only no news. */
const NO_RESULT = new Set(['500', '400', '408']);

/** sign = MD5(param + key + customer), upper-case hex, as their documentation says. */
export function kuaidi100Sign(param: string, key: string, customer: string): string {
  return createHash('md5')
    .update(param + key + customer, 'utf8')
    .digest('hex')
    .toUpperCase();
}

interface Kuaidi100 {
  /** Null when the carrier has no news; throws when 快递100 cannot be asked. */
  track(carrier: string, tracking: string, phone: string | null, signal: AbortSignal): Promise<Tracking | null>;
}

export function createKuaidi100(config: Kuaidi100Config): Kuaidi100 {
  const fetcher = createJsonFetcher({
    attempts: 2,
    timeoutMs: config.timeoutMs ?? 3_000,
    maxBytes: 2_000_000,
    allowedHosts: config.allowedHosts ?? [],
  });
  return {
    async track(carrier, tracking, phone, signal) {
      const com = carrierCode(carrier, config.carriers);
      // 顺丰 and some others answer only to the phone's last four digits.
      const param = JSON.stringify({
        com,
        num: tracking,
        ...(lastFour(phone) ? { phone: lastFour(phone) } : {}),
        resultv2: '4',
        order: 'asc',
      });
      const sign = kuaidi100Sign(param, config.key, config.customer);
      const body = new URLSearchParams({ customer: config.customer, sign, param }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = Answer.parse(
        await fetcher.fetchJson({ url: config.baseUrl, method: 'POST', headers, body }, signal),
      );
      if ('result' in answer) {
        if (NO_RESULT.has(answer.returnCode)) return null;
        throw new Error(`快递100 refused: ${answer.returnCode} ${answer.message}`);
      }
      if (answer.nu.toUpperCase() !== tracking.toUpperCase())
        throw new Error(`快递100 answered for another parcel: ${answer.nu}`);
      const events = answer.data.flatMap((each) => {
        const at = momentOf((each.ftime ?? each.time).trim(), 'Asia/Shanghai');
        return at === null || Number.isNaN(at) ? [] : [{ at, text: each.context.slice(0, 1_000) }];
      });
      return { ...standing(answer.state), events: events.sort((a, b) => a.at - b.at) };
    },
  };
}

/** Adds the carrier's news to orders on their way. When it cannot be had, the order is shown as the shop knows it. */
export function trackedSource(
  source: OrderSource,
  kuaidi100: Kuaidi100,
  onFault: (cause: string) => void,
): OrderSource {
  return {
    async find(query, signal) {
      const found = await source.find(query, signal);
      // A list shows stages only; asking the carrier for each of twenty orders would make the customer wait.
      if (found.kind !== 'orders' || found.orders.length !== 1) return found;
      const orders = await Promise.all(
        found.orders.map(async (each) => ({ ...each, order: await withNews(each.order) })),
      );
      return { kind: 'orders', orders };

      async function withNews(order: Order): Promise<Order> {
        const { carrier, tracking, stage } = order;
        if (carrier === null || tracking === null || (stage !== 'shipped' && stage !== 'delivering')) return order;
        try {
          const news = await kuaidi100.track(carrier, tracking, order.phone, signal);
          if (news === null) return order;
          return {
            ...order,
            stage: news.stage,
            problem: order.problem ?? news.problem,
            events: [...order.events, ...news.events].sort((a, b) => a.at - b.at),
          };
        } catch (thrown) {
          onFault(errorText(thrown));
          return order;
        }
      }
    },
  };
}

/** Their states: 0 on the way, 1 collected, 2 trouble, 3 signed, 4 returned and signed, 5 delivering, 6 returning, 7 forwarded, 8 customs, 14 refused. */
function standing(state: string): { stage: OrderStage; problem: OrderProblem | null } {
  const major = state.length > 2 ? state.slice(0, 1) : state;
  switch (major) {
    case '2':
      return { stage: 'shipped', problem: 'delayed' };
    case '3':
      return { stage: 'delivered', problem: null };
    case '4':
      return { stage: 'returned', problem: null };
    case '5':
      return { stage: 'delivering', problem: null };
    case '6':
      return { stage: 'returned', problem: null };
    case '8':
      return { stage: 'shipped', problem: 'customs' };
    case '14':
      return { stage: 'returned', problem: 'refused' };
    default:
      return { stage: 'shipped', problem: null };
  }
}
