export { createAudienceReader } from './audience.ts';
export { birthDayKeysOn } from './birthday.ts';
export {
  allowedUntilRefused,
  type Consent,
  consentHistory,
  consentsOf,
  mayBeTold,
  setConsent,
  withdrawConsents,
} from './consents.ts';
export type { CorpDirectory } from './corp/directory.ts';
export { type CorpChange, type CorpSync, createCorpSync } from './corp/run-corp-sync.ts';
export type { RowProblem } from './csv-table.ts';
export { ERASURE_DELAY_MS, isRoom, requestErasure } from './erasure/request-erasure.ts';
export { type ErasureReport, runErasures } from './erasure/run-erasures.ts';
export { type StoredData, storedAbout } from './erasure/stored-data.ts';
export { exportCustomers } from './exchange/export-customers.ts';
export { type ImportReport, importCustomers } from './exchange/import-customers.ts';
export {
  type CustomerRow,
  type CustomerRows,
  csvText,
  LARGEST_CUSTOMERS_CSV_BYTES,
  readCustomersCsv,
} from './exchange/read-csv.ts';
export { refreshFigures, setOrderValue } from './figures.ts';
export { findCustomers } from './find-customers.ts';
export {
  type Group,
  groupsWith,
  leaveGroup,
  membersOf,
  moveGroup,
  noteGroup,
  noteMember,
  setGroupTag,
} from './groups.ts';
export {
  type Join,
  type JoinResult,
  joinByPhone,
  joinCustomers,
  joinsOf,
  rootOf,
  undoJoin,
} from './joins.ts';
export {
  type Asker,
  addOrderRequest,
  announceRequests,
  type BookedOrder,
  type Booking,
  bookedOrder,
  bookOrders,
  type CsvOrders,
  canChangeAddress,
  createKuaidi100,
  createOrderDesk,
  createOrderFeed,
  FedOrders,
  FeedReport,
  type FoundOrder,
  isOver,
  type Kuaidi100Config,
  kuaidi100Sign,
  LARGEST_CSV_BYTES,
  listOrderRequests,
  loadSampleOrders,
  markRequestTold,
  normalOrderNumber,
  Order,
  type OrderDesk,
  type OrderDeskLimits,
  OrderEvent,
  OrderEventNote,
  type OrderFeed,
  OrderProblem,
  type OrderProgress,
  type OrderQuery,
  type OrderRequest,
  type OrderSource,
  type OrdersFound,
  orderBookSource,
  orderProgress,
  orderRequest,
  RestOrderConfig,
  readOrdersCsv,
  restOrderSource,
  type Sight,
  settleOrderRequest,
  trackedSource,
  untoldRequests,
} from './orders/index.ts';
export {
  type CustomerProfile,
  ProfileChange,
  phoneOf,
  profileOf,
  setLocale,
  setProfile,
} from './profile.ts';
export { amongSegment, countPeople, countSegment, isInSegment, streamSegment } from './segments/ask-segment.ts';
export type { SegmentMoment } from './segments/compile.ts';
export {
  LARGEST_SEGMENT,
  readSegment,
  SEGMENT_CONDITIONS,
  type Segment,
  type SegmentCheck,
} from './segments/segment.ts';
export {
  type CustomerTag,
  defineTagGroup,
  setTag,
  type TagGroup,
  tagCounts,
  tagGroups,
  tagsOf,
} from './tags.ts';
export {
  isTopTier,
  LIFECYCLE_SCHEME,
  MEMBERSHIP_SCHEME,
  refreshTiers,
  setTier,
  type TierFigures,
  type TierRule,
  type TierScheme,
  tierByRules,
  tierOf,
} from './tiers.ts';
