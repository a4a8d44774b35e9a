import type { Json } from '../engine/slots/heard.ts';

const ORDER: Json = {
  number: 'A1024',
  title: '三人沙发 / Sofa',
  stage: 'preparing',
  stages: ['unpaid', 'preparing>', 'shipped', 'delivering', 'delivered'],
  eta: '2026-11-28',
  carrier: null,
  tracking: null,
  latest_at: '2026-11-21T02:00:00Z',
  latest_text: '仓库已接单',
  problem: null,
  can_change_address: true,
};
const COMPLAINT: Json = {
  number: 'C-20261121-0001',
  state: 'resolved',
  respond_by: '2026-11-22T09:00:00Z',
  resolve_by: '2026-11-25T10:00:00Z',
  resolution: '换新 / a replacement',
};

/** What simulated ports bring back, by port and outcome. */
export const SAMPLE_RESULTS: Readonly<Partial<Record<string, Readonly<Record<string, Json>>>>> = {
  'orders.find': {
    found: ORDER,
    several: { orders: [ORDER, { number: 'A1025', title: '餐桌 / Table', stage: 'shipped' }] },
  },
  'complaints.open': { opened: COMPLAINT, joined: COMPLAINT },
  'complaints.mine': { one: COMPLAINT, several: { list: [COMPLAINT, { number: 'C-20261101-0003', state: 'closed' }] } },
  'customers.show_data': { shown: { lines: ['2 conversations', '1 order'] } },
};
