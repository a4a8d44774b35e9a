import { ArrowLeftOutlined, ProfileOutlined } from '@ant-design/icons';
import { App, Button, Tooltip } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ConversationDetail } from '../../../src/server/contract/index.ts';
import { useCall, useChange, useThread } from '../api/context.ts';
import { ClockMark, MoodMark, TierMark } from '../inbox/conversation-row.tsx';
import { explain } from '../shell/explain.ts';
import { useShortcuts, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { go, inboxLink } from '../shell/route.ts';
import { Failed, Loaded, Loading } from '../shell/status.tsx';
import { channelName } from '../words/channel-names.ts';
import { put, useWords } from '../words/index.ts';
import { ActionDialog, type DialogKind } from './action-dialog.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { ThreadView } from './thread-view.tsx';

interface PaneProps {
  conversation: string;
  view: string;
  contextShown: boolean;
  toggleContext: () => void;
}

/** How often the server is told that somebody looks, as the contract asks, in milliseconds. */
const LOOKING_MS = 15_000;

/** One conversation: who it is, what may be done, the words, and where to write. */
export function ConversationPane({ conversation, view, contextShown, toggleContext }: PaneProps): ReactNode {
  const words = useWords();
  const detail = useCall('conversation', { params: { conversation } });
  const thread = useThread(conversation);
  const composer = useRef<ComposerHandle>(null);
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const announce = useAnnounce(conversation);
  const may = detail.data?.may ?? [];
  const take = useTake(conversation, view);
  useShortcuts({
    r: () => composer.current?.focus('reply'),
    n: () => composer.current?.focus('note'),
    ...(may.includes('take') ? { a: take.act } : {}),
    ...(may.includes('transfer') ? { t: () => setDialog('transfer') } : {}),
    ...(may.includes('snooze') ? { z: () => setDialog('snooze') } : {}),
    ...(may.includes('resolve') ? { e: () => setDialog('resolve') } : {}),
    ...(may.includes('return') ? { b: () => setDialog('return') } : {}),
  });

  return (
    <main className="pane">
      <Loaded query={detail}>
        {(known) => (
          <>
            <Head
              detail={known}
              view={view}
              act={setDialog}
              take={take}
              contextShown={contextShown}
              toggleContext={toggleContext}
            />
            {thread.data !== undefined ? (
              <ThreadView conversation={conversation} thread={thread.data} ask={(q) => composer.current?.ask(q)}>
                <Company detail={known} />
              </ThreadView>
            ) : thread.error ? (
              <Failed failure={thread.error} retry={() => void thread.refetch()} />
            ) : (
              <Loading />
            )}
            {!known.reachable && <p className="banner">{words.thread.unreachable}</p>}
            {known.settling && <p className="banner banner-quiet">{words.thread.settling}</p>}
            <Composer
              ref={composer}
              detail={known}
              thread={thread.data}
              announceTyping={announce}
              take={may.includes('take') ? take : null}
            />
            <ActionDialog kind={dialog} detail={known} close={() => setDialog(null)} />
          </>
        )}
      </Loaded>
    </main>
  );
}

interface Take {
  act: () => void;
  busy: boolean;
}

/**
 * Takes it, and says who was faster when somebody was. Out of a list that it leaves by this, the list that has it now is
 * shown: the talk never stands beside rows of others.
 */
function useTake(conversation: string, view: string): Take {
  const words = useWords();
  const { message } = App.useApp();
  const take = useChange('take', ['conversation', 'thread', 'inbox', 'inboxCounts']);
  return {
    busy: take.isPending,
    act: () =>
      take.mutate(
        { params: { conversation } },
        {
          onSuccess: () => {
            void message.success(words.act.taken);
            if (view === 'waiting' || view === 'snoozed') go(inboxLink('mine', conversation));
          },
          onError: (failure) => void message.warning(explain(failure, words)),
        },
      ),
  };
}

/** Tells the others that one looks at it, and with the returned function that one types. */
function useAnnounce(conversation: string): (typing: boolean) => void {
  const { mutate } = useChange('typing');
  const isTyping = useRef(false);
  useEffect(() => {
    const say = () => mutate({ params: { conversation }, body: { typing: isTyping.current } });
    say();
    const timer = setInterval(say, LOOKING_MS);
    return () => clearInterval(timer);
  }, [conversation, mutate]);
  return (typing) => {
    if (isTyping.current === typing) return;
    isTyping.current = typing;
    mutate({ params: { conversation }, body: { typing } });
  };
}

interface HeadProps {
  detail: ConversationDetail;
  view: string;
  act: (kind: DialogKind) => void;
  take: Take;
  contextShown: boolean;
  toggleContext: () => void;
}

function Head({ detail, view, act, take, contextShown, toggleContext }: HeadProps): ReactNode {
  const words = useWords();
  const now = useNow();
  const { me } = useWorkday();
  const { item, may } = detail;
  const agent = detail.case?.agent;
  const owner =
    item.owner !== 'agent'
      ? words.owner[item.owner]
      : agent?.id === me.id
        ? words.owner.me
        : put(words.owner.agent, agent?.name ?? '');
  const does = (kind: DialogKind, primary = false) =>
    may.includes(kind) && (
      <Button size="small" type={primary ? 'primary' : 'default'} onClick={() => act(kind)}>
        {words.act[kind]}
      </Button>
    );
  const label = contextShown ? words.context.close : words.context.open;
  return (
    <header className="pane-head">
      <a className="back" href={inboxLink(view)} aria-label={words.inbox.back}>
        <ArrowLeftOutlined />
      </a>
      <div className="pane-who">
        <h1>
          <MoodMark level={item.mood?.level ?? null} />
          {detail.customer.name ?? words.inbox.noName}
          <TierMark tier={item.customer.tier} />
        </h1>
        <p>
          <span>{owner}</span>
          <span>{channelName(words, item.channel)}</span>
          {detail.case?.clocks.map((clock) => (
            <span key={clock.kind} className="head-clock">
              {words.clock[clock.kind]} <ClockMark clock={clock} now={now} />
            </span>
          ))}
        </p>
      </div>
      <div className="pane-acts" role="toolbar" aria-label={words.act.label}>
        {may.includes('take') && (
          <Button size="small" type="primary" loading={take.busy} onClick={take.act}>
            {words.act.take}
          </Button>
        )}
        {does('enqueue')}
        {does('reassign')}
        {does('return')}
        {does('transfer')}
        {does('snooze')}
        {does('compensate')}
        {does('resolve', true)}
        <Tooltip title={label}>
          <Button
            size="small"
            type="text"
            icon={<ProfileOutlined />}
            aria-label={label}
            aria-pressed={contextShown}
            onClick={toggleContext}
          />
        </Tooltip>
      </div>
    </header>
  );
}

/** Who else is here: colleagues who look or type, the customer who types. */
function Company({ detail }: { detail: ConversationDetail }): ReactNode {
  const words = useWords();
  useNow(2_000);
  const { customersTyping } = useWorkday();
  const until = customersTyping.get(detail.item.conversation) ?? 0;
  return (
    <div className="company" aria-live="polite">
      {until > Date.now() && (
        <span className="typing typing-customer">
          <i aria-hidden="true" /> {words.thread.customerTyping}
        </span>
      )}
      {detail.viewers.map(({ agent, typing }) => (
        <span key={agent.id} className={typing ? 'typing' : 'looking'}>
          {typing && <i aria-hidden="true" />} {put(typing ? words.thread.typing : words.thread.looking, agent.name)}
        </span>
      ))}
    </div>
  );
}
