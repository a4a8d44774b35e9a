import { canChangeAddress, type Order, type OrderStage } from './order.ts';

const USUAL: readonly OrderStage[] = ['unpaid', 'preparing', 'shipped', 'delivering', 'delivered'];

/** An order as a flow shows it: codes for the flow's words, no sentence and nothing that a customer need not see. */
export interface OrderProgress {
  number: string;
  title: string;
  stage: OrderStage;
  /** The way of the order; ">" stands behind where it is now. */
  stages: readonly string[];
  eta: string | null;
  carrier: string | null;
  tracking: string | null;
  /** ISO 8601. */
  latest_at: string | null;
  latest_text: string | null;
  problem: string | null;
  can_change_address: boolean;
}

export function orderProgress(order: Order): OrderProgress {
  const latest = order.events.at(-1);
  const over = order.stage === 'delivered' || order.stage === 'cancelled' || order.stage === 'returned';
  return {
    number: order.number,
    title: order.title,
    stage: order.stage,
    stages: wayOf(order.stage).map((stage) => (stage === order.stage ? `${stage}>` : stage)),
    eta: over ? null : order.eta,
    carrier: order.carrier,
    tracking: order.tracking,
    latest_at: latest ? Temporal.Instant.fromEpochMilliseconds(latest.at).toString() : null,
    latest_text: latest?.text ?? null,
    problem: order.stage === 'delivered' ? null : order.problem,
    can_change_address: canChangeAddress(order),
  };
}

function wayOf(stage: OrderStage): readonly OrderStage[] {
  if (stage === 'cancelled') return ['unpaid', 'cancelled'];
  if (stage === 'returned') return ['unpaid', 'preparing', 'shipped', 'returned'];
  return USUAL;
}
