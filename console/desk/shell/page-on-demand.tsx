import { Button } from 'antd';
import { Component, type ReactNode, Suspense } from 'react';
import { useWords } from '../words/index.ts';
import { Loading } from './status.tsx';

/**
 * A page whose script is loaded when it is opened. A script that does not come (the network is away, or the server has
 * a newer version with other files) is told in the place of the page; what was written elsewhere stays.
 */
export function PageOnDemand({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <ScriptBoundary key={name}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </ScriptBoundary>
  );
}

class ScriptBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <NotLoaded /> : this.props.children;
  }
}

function NotLoaded(): ReactNode {
  const { state } = useWords();
  return (
    <div className="blank" role="alert">
      <p>{state.pageNotLoaded}</p>
      <Button onClick={() => location.reload()}>{state.reload}</Button>
    </div>
  );
}
