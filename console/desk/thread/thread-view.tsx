import { ArrowDownOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { readOlder, useApi } from '../api/context.ts';
import type { KnownThread } from '../api/merge-thread.ts';
import { useLanguage, useWords } from '../words/index.ts';
import { dayName } from '../words/time.ts';
import { EventLine } from './event-line.tsx';
import { MessageView } from './message-view.tsx';
import { timelineOf } from './timeline.ts';

interface ThreadViewProps {
  conversation: string;
  thread: KnownThread;
  ask: (question: string) => void;
  children?: ReactNode;
}

/** Closer to the end than this, in pixels, a reader wants to see what comes. */
const NEAR_END = 80;

/** The words, oldest first. Stays at the end when it is there, and where it is when the reader has gone back. */
export function ThreadView({ conversation, thread, ask, children }: ThreadViewProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const api = useApi();
  const queries = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  /** As the place was at its last scroll: when it changed, the browser moved it and not the reader. */
  const shape = useRef('');
  const heightBefore = useRef<number | null>(null);
  const [below, setBelow] = useState(false);
  const [isReading, setReading] = useState(false);
  const lines = useMemo(() => timelineOf(thread), [thread]);
  const newest = thread.messages.at(-1)?.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever lines came
  useLayoutEffect(() => {
    const place = box.current;
    if (place === null) return;
    if (heightBefore.current !== null) {
      place.scrollTop += place.scrollHeight - heightBefore.current;
      heightBefore.current = null;
    } else if (atEnd.current) place.scrollTop = place.scrollHeight;
  }, [lines]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message below is what is told of
  useEffect(() => {
    if (!atEnd.current) setBelow(true);
  }, [newest]);
  // What lies under the thread grows and shrinks; the end stays in sight.
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) place.scrollTop = place.scrollHeight;
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, []);

  const older = () => {
    if (isReading) return;
    setReading(true);
    heightBefore.current = box.current?.scrollHeight ?? null;
    readOlder(api, queries, conversation)
      .catch(() => {
        heightBefore.current = null;
      })
      .finally(() => setReading(false));
  };

  return (
    <div className="thread-box">
      <div
        ref={box}
        className="thread"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
        tabIndex={0}
        role="log"
        aria-label={words.thread.label}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          const now = `${scrollHeight} ${clientHeight}`;
          const isReader = shape.current === now;
          shape.current = now;
          if (isReader || !atEnd.current) atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
          if (atEnd.current && below) setBelow(false);
        }}
      >
        {thread.more && (
          <Button type="text" size="small" className="older" loading={isReading} onClick={older}>
            {words.thread.older}
          </Button>
        )}
        {lines.length === 0 && <p className="event">{words.thread.empty}</p>}
        {lines.map((line) =>
          line.kind === 'day' ? (
            <p key={line.key} className="day">
              <span>{dayName(line.at, language)}</span>
            </p>
          ) : line.kind === 'event' ? (
            <EventLine key={line.key} event={line.event} />
          ) : (
            <MessageView
              key={line.key}
              message={line.message}
              first={line.first}
              conversation={conversation}
              ask={ask}
            />
          ),
        )}
        {children}
      </div>
      {below && (
        <Button
          className="to-end"
          shape="round"
          icon={<ArrowDownOutlined />}
          onClick={() => {
            atEnd.current = true;
            box.current?.scrollTo({ top: box.current.scrollHeight });
          }}
        >
          {words.thread.newBelow}
        </Button>
      )}
    </div>
  );
}
