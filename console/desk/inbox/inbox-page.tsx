import { type ReactNode, useState } from 'react';
import { InboxView } from '../../../src/server/contract/index.ts';
import { ContextPanel } from '../context/context-panel.tsx';
import { Blank } from '../shell/status.tsx';
import { ConversationPane } from '../thread/conversation-pane.tsx';
import { useWords } from '../words/index.ts';
import { ConversationList } from './conversation-list.tsx';

/** List, thread and customer side by side; on narrow screens one at a time. */
export function InboxPage({ view, conversation }: { view: string; conversation: string | null }): ReactNode {
  const words = useWords();
  const [showContext, setShowContext] = useState(() => matchMedia('(min-width: 1180px)').matches);
  const shown = InboxView.catch('waiting').parse(view);
  return (
    <div className="inbox" data-open={conversation !== null} data-context={showContext}>
      <ConversationList view={shown} selected={conversation} />
      {conversation === null ? (
        <div className="pane">
          <Blank title={words.inbox.pick} hint={words.inbox.pickHint} />
        </div>
      ) : (
        <>
          <ConversationPane
            key={conversation}
            conversation={conversation}
            view={shown}
            contextShown={showContext}
            toggleContext={() => setShowContext((before) => !before)}
          />
          {showContext && (
            <ContextPanel
              key={`context ${conversation}`}
              conversation={conversation}
              close={() => setShowContext(false)}
            />
          )}
        </>
      )}
    </div>
  );
}
