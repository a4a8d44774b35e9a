import type { ReactNode } from 'react';
import type * as z from 'zod';
import type { Clock, InboxItem, MoodLevel } from '../../../src/server/contract/index.ts';
import { useWorkday } from '../shell/live-context.ts';
import { inboxLink } from '../shell/route.ts';
import { channelName } from '../words/channel-names.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment, span } from '../words/time.ts';

/** In pixels, as in inbox.css. */
export const ROW_HEIGHT = 84;

interface RowProps {
  item: InboxItem;
  now: number;
  isSelected: boolean;
  view: string;
}

/** One conversation in the list: who, how they feel, what was said last, why, and how long they have waited. */
export function ConversationRow({ item, now, isSelected, view }: RowProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const { me } = useWorkday();
  const { customer, lastMessage } = item;
  const waiting = item.case?.waitingSince ?? null;
  const reason = item.case?.reasons[0];
  const clock = item.case?.clocks[0];
  const holder = item.case?.agent;
  return (
    <a
      className="row"
      href={inboxLink(view, item.conversation)}
      aria-current={isSelected ? 'true' : undefined}
      data-mood={item.mood?.level ?? 'calm'}
    >
      <span className="row-head">
        <MoodMark level={item.mood?.level ?? null} />
        <strong className="row-name">{customer.name ?? words.inbox.noName}</strong>
        <TierMark tier={customer.tier} />
        <span className="row-time">
          {waiting !== null
            ? put(words.inbox.waits, span(now - waiting, words))
            : lastMessage && moment(lastMessage.at, now, language)}
        </span>
      </span>
      <span className="row-text">
        {lastMessage === null ? (
          words.inbox.nothing
        ) : (
          <>
            {lastMessage.author !== 'customer' && <em>{words.author[lastMessage.author]}: </em>}
            {lastMessage.text}
          </>
        )}
      </span>
      <span className="row-foot">
        {item.case?.fastLane && <span className="chip chip-lamp">{words.reason['fast-lane']}</span>}
        {reason && reason !== 'fast-lane' && <span className="chip">{words.reason[reason]}</span>}
        {holder && <span className="chip chip-quiet">{holder.id === me.id ? words.author.me : holder.name}</span>}
        <span className="row-channel">{channelName(words, item.channel)}</span>
        {clock && <ClockMark clock={clock} now={now} />}
      </span>
    </a>
  );
}

export function MoodMark({ level }: { level: z.infer<typeof MoodLevel> | null }): ReactNode {
  const words = useWords();
  const name = words.mood[level ?? 'unknown'];
  return <span className={`mood mood-${level ?? 'unknown'}`} role="img" aria-label={name} title={name} />;
}

export function TierMark({ tier }: { tier: InboxItem['customer']['tier'] }): ReactNode {
  const words = useWords();
  return tier === 'standard' ? null : <span className={`tier tier-${tier}`}>{words.tier[tier]}</span>;
}

/** A promise: how much is left of it, or by how much it is broken. */
export function ClockMark({ clock, now }: { clock: z.infer<typeof Clock>; now: number }): ReactNode {
  const words = useWords();
  const left = clock.dueAt - now;
  const text = left >= 0 ? put(words.clock.left, span(left, words)) : put(words.clock.over, span(-left, words));
  const state = left < 0 ? 'breached' : clock.state;
  return (
    <span className={`clock clock-${state}`} title={words.clock[clock.kind]}>
      {text}
    </span>
  );
}
