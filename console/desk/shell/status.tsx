import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { CallFailure } from '../api/client.ts';
import { useWords } from '../words/index.ts';
import { explain } from './explain.ts';

/** A read in each of its states: bones while it loads, words and a way on when it failed, the content else. */
export function Loaded<T>({
  query,
  children,
}: {
  query: { data: T | undefined; error: CallFailure | null; isFetching?: boolean; refetch: () => unknown };
  children: (data: T) => ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed failure={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}

export function Loading(): ReactNode {
  const words = useWords();
  return (
    <div className="pad" role="status" aria-label={words.state.loading}>
      <Skeleton active title={false} paragraph={{ rows: 4 }} />
    </div>
  );
}

export function Failed({ failure, retry }: { failure: CallFailure; retry?: () => void }): ReactNode {
  const words = useWords();
  return (
    <div className="blank" role="alert">
      <p>{explain(failure, words)}</p>
      {retry && <Button onClick={retry}>{words.state.retry}</Button>}
    </div>
  );
}

export function Blank({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }): ReactNode {
  return (
    <div className="blank">
      <span className="lamp" aria-hidden="true" />
      <p>{title}</p>
      {hint && <p className="soft">{hint}</p>}
      {children}
    </div>
  );
}
