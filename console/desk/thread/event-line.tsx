import type { ReactNode } from 'react';
import type { CaseEvent } from '../../../src/server/contract/index.ts';
import { useWorkday } from '../shell/live-context.ts';
import { put, useLanguage, useWords, type Words } from '../words/index.ts';
import { fullMoment } from '../words/time.ts';

/** What happened around the words. A note is shown with its own; nobody but the desk sees either. */
export function EventLine({ event }: { event: CaseEvent }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const { me } = useWorkday();
  const { actor } = event;
  const name =
    actor.kind === 'agent'
      ? actor.agent.id === me.id
        ? words.author.me
        : actor.agent.name
      : actor.kind === 'customer'
        ? words.author.customer
        : words.event.system;
  const isAssigned = event.kind === 'taken' && actor.kind === 'system';
  const title = isAssigned ? put(words.event.assigned, event.detail) : put(words.event[event.kind], name);
  const time = <time title={fullMoment(event.at, language)}>{fullMoment(event.at, language)}</time>;
  if (event.kind === 'note') {
    return (
      <aside className="note">
        <header>
          <strong>{title}</strong> {time}
        </header>
        <p className="plain">{event.detail}</p>
      </aside>
    );
  }
  const detail = isAssigned ? '' : detailOf(event, words);
  return (
    <p className={`event event-${event.kind}`}>
      <span>
        {title}
        {detail && ` · ${detail}`}
      </span>
    </p>
  );
}

/** Codes that we know are worded, all else is shown as it came. */
function detailOf({ detail }: CaseEvent, words: Words): string {
  for (const names of [words.disposition, words.clock, words.reason] as ReadonlyArray<
    Readonly<Record<string, string>>
  >) {
    if (Object.hasOwn(names, detail)) return names[detail] ?? detail;
  }
  return detail;
}
