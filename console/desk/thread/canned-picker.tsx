import type { ReactNode, Ref } from 'react';
import type { CannedReply } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { useWords } from '../words/index.ts';
import { matchCanned } from './canned.ts';

interface PickerProps {
  /** Pressed for Enter. */
  ref: Ref<HTMLInputElement>;
  query: string;
  picked: number;
  locale: string;
  pick: (reply: CannedReply) => void;
}

export function CannedPicker({ ref, query, picked, locale, pick }: PickerProps): ReactNode {
  const words = useWords();
  const replies = useCall('cannedReplies', {}, { staleTime: 60_000 });
  const found = matchCanned(replies.data?.items ?? [], query, locale);
  const chosen = found[Math.min(picked, found.length - 1)];
  return (
    <div className="canned" role="listbox" aria-label={words.composer.canned} tabIndex={-1}>
      {found.length === 0 && <p className="soft">{words.composer.noCanned}</p>}
      {found.map((reply) => (
        <button
          key={reply.id}
          type="button"
          role="option"
          aria-selected={reply === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(reply)}
        >
          <b>/{reply.shortcut}</b>
          <span>{reply.title}</span>
          <small>{reply.text}</small>
        </button>
      ))}
      {chosen && <input ref={ref} type="button" hidden onClick={() => pick(chosen)} />}
    </div>
  );
}
