import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';

/**
 * All rows at once in a table that is wider than a phone: its place scrolls, has a name, and can be reached by keys to
 * do so.
 */
export function WideTable<Row extends object>({ label, ...table }: TableProps<Row> & { label: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className="wide-table" tabIndex={0} aria-label={label}>
      <Table<Row> size="middle" pagination={false} {...table} />
    </section>
  );
}
