export { type CsvOrders, LARGEST_CSV_BYTES, readOrdersCsv } from './import-csv.ts';
export { createKuaidi100, type Kuaidi100Config, kuaidi100Sign, trackedSource } from './kuaidi100.ts';
export { loadSampleOrders } from './load-samples.ts';
export { canChangeAddress, isOver, normalOrderNumber, Order, OrderEvent, OrderProblem } from './order.ts';
export { type BookedOrder, type Booking, bookOrders, orderBookSource } from './order-book.ts';
export {
  type Asker,
  createOrderDesk,
  type OrderDesk,
  type OrderDeskLimits,
  type Sight,
} from './order-desk.ts';
export {
  bookedOrder,
  createOrderFeed,
  FedOrders,
  FeedReport,
  OrderEventNote,
  type OrderFeed,
} from './order-feed.ts';
export {
  addOrderRequest,
  announceRequests,
  listOrderRequests,
  markRequestTold,
  type OrderRequest,
  orderRequest,
  settleOrderRequest,
  untoldRequests,
} from './order-requests.ts';
export type { FoundOrder, OrderQuery, OrderSource, OrdersFound } from './order-source.ts';
export { type OrderProgress, orderProgress } from './progress.ts';
export { RestOrderConfig, restOrderSource } from './rest-source.ts';
