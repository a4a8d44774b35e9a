import type { ReactNode } from 'react';

/** A page beside the inbox: a title, what can be done, the content. */
export function PageFrame({
  title,
  hint,
  actions,
  children,
}: {
  title: string;
  hint?: string;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <main className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {hint && <p className="soft">{hint}</p>}
        {actions && <div className="page-acts">{actions}</div>}
      </header>
      {children}
    </main>
  );
}
