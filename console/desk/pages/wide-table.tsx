import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';

/** A table that is wider than a phone: its place scrolls, and can be reached by keys to do so. */
export function WideTable({ children }: { children: ReactNode }): ReactNode {
  const words = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className="wide-table" tabIndex={0} aria-label={words.desk}>
      {children}
    </section>
  );
}
