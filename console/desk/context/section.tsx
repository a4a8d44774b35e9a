import type { ReactNode } from 'react';

/** A part of the panel with its heading; one that is about nothing (`count` 0) is left out. */
export function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }): ReactNode {
  if (count === 0) return null;
  return (
    <section>
      <h2>
        {title} {count !== undefined && count > 1 && <b>{count}</b>}
      </h2>
      {children}
    </section>
  );
}
