import type * as z from 'zod';
import type { InboxQuery } from '../../../src/server/contract/index.ts';

/** What the list is narrowed by, beside the queue. */
export type Filters = Omit<z.input<typeof InboxQuery>, 'view' | 'cursor' | 'limit' | 'risk'> & { risk?: 'true' };

export const NO_FILTERS: Filters = {};

/** Sets one filter, or takes it away when the value is empty. */
export function withFilter<Key extends keyof Filters>(filters: Filters, key: Key, value: Filters[Key]): Filters {
  const { [key]: _, ...others } = filters;
  return value === undefined || value === null || value === '' ? (others as Filters) : { ...filters, [key]: value };
}

/** How many narrow the list, the search not counted: it is seen anyway. */
export function countFilters(filters: Filters): number {
  return Object.keys(filters).filter((key) => key !== 'search').length;
}
