import { App, Button, Segmented } from 'antd';
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { ConversationDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import type { KnownThread } from '../api/merge-thread.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { useWords } from '../words/index.ts';
import { AttachButton } from './attach-button.tsx';
import { cannedQuery, fillIn } from './canned.ts';
import { CannedPicker } from './canned-picker.tsx';
import type { Unsent } from './drafts.ts';
import { FileList } from './file-list.tsx';
import { wroteMeanwhile } from './meanwhile.ts';
import { MeanwhileGuard } from './meanwhile-guard.tsx';
import { Suggestions } from './suggestions.tsx';
import { UnsentList } from './unsent-list.tsx';
import { drafts, useDelivery } from './use-delivery.ts';
import { useUploads } from './use-uploads.ts';

export interface ComposerHandle {
  focus: (mode: 'reply' | 'note') => void;
  ask: (question: string) => void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  detail: ConversationDetail;
  thread: KnownThread | undefined;
  announceTyping: (typing: boolean) => void;
  take: { act: () => void; busy: boolean } | null;
}

const MAX_TEXT = 8_000;

/** Where an agent writes. Nothing in it is ever sent but by the agent's own hand. */
export function Composer({ ref, detail, thread, announceTyping, take }: ComposerProps): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const { conversation, locale } = detail.item;
  const canReply = detail.may.includes('reply');
  const [mode, setMode] = useState<'reply' | 'note'>('reply');
  /** Two fields in one place: a note that was begun never becomes a reply because the case is now mine. */
  const [texts, setTexts] = useState(() => ({
    reply: drafts.draft(conversation),
    note: drafts.draft(noteKey(conversation)),
  }));
  const { files, uploading, attach, change: changeFiles } = useUploads();
  const { unsent, deliver, discard } = useDelivery(conversation, takeBack);
  /** The customer's newest message when the writing began: what comes after it was written meanwhile. */
  const [seen, setSeen] = useState<number | null>(() =>
    texts.reply === '' ? null : (thread?.lastCustomerPosition ?? null),
  );
  const [question, setQuestion] = useState('');
  const [picked, setPicked] = useState(0);
  const [guarded, setGuarded] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const note = useChange('note', ['thread', 'conversation']);
  const isNote = mode === 'note' || !canReply;
  const text = isNote ? texts.note : texts.reply;
  const canned = isNote ? null : cannedQuery(text);
  const meanwhile = isNote || seen === null || thread === undefined ? [] : wroteMeanwhile(thread, seen);

  useImperativeHandle(ref, () => ({
    focus: (wanted) => {
      setMode(wanted);
      field.current?.focus();
    },
    ask: setQuestion,
  }));

  const write = (next: string, field: 'reply' | 'note' = isNote ? 'note' : 'reply') => {
    if (field === 'reply') {
      if (texts.reply === '' && next !== '') setSeen(thread?.lastCustomerPosition ?? 0);
      if (next === '') {
        setSeen(null);
        setGuarded(false);
      }
      announceTyping(next !== '');
    }
    setTexts((before) => ({ ...before, [field]: next }));
    setPicked(0);
    drafts.setDraft(field === 'note' ? noteKey(conversation) : conversation, next);
  };
  const insert = (answer: string) => {
    setMode('reply');
    write(texts.reply === '' || canned !== null ? answer : `${texts.reply}\n${answer}`, 'reply');
    field.current?.focus();
  };

  /** Into the agent's hands again, with what the customer wrote; not when they have gone to another conversation. */
  function takeBack(reply: Unsent): boolean {
    if (field.current === null) return false;
    setSeen(reply.seen);
    setTexts((before) => {
      const back = before.reply === '' ? reply.text : `${reply.text}\n${before.reply}`;
      drafts.setDraft(conversation, back);
      return { ...before, reply: back };
    });
    changeFiles((before) => [...reply.uploads, ...before]);
    setGuarded(true);
    field.current.focus();
    return true;
  }

  const send = (anyway = false) => {
    const body = text.trim();
    if (uploading > 0 || (body === '' && files.length === 0)) return;
    if (body.length > MAX_TEXT) return void message.warning(words.composer.tooLong);
    if (isNote) {
      return note.mutate(
        { params: { conversation }, body: { text: body } },
        { onSuccess: () => write('', 'note'), onError: (failure) => void message.error(explain(failure, words)) },
      );
    }
    if (!anyway && meanwhile.length > 0) return setGuarded(true);
    const reply: Unsent = {
      key: crypto.randomUUID(),
      conversation,
      text: body,
      uploads: files,
      seen: anyway ? (thread?.lastCustomerPosition ?? 0) : (seen ?? thread?.lastCustomerPosition ?? 0),
      anyway,
      failed: null,
    };
    write('', 'reply');
    changeFiles(() => []);
    void deliver(reply);
  };

  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return; // Enter picks a word of the input method
    if (event.key === 'Escape') return field.current?.blur();
    if (canned !== null && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      return setPicked((before) => Math.max(0, before + (event.key === 'ArrowDown' ? 1 : -1)));
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (canned !== null && picker.current !== null) picker.current.click();
    else send();
  };

  return (
    <section
      className="composer"
      data-mode={isNote ? 'note' : 'reply'}
      aria-label={words.composer.label}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (!isNote) void attach([...event.dataTransfer.files]);
      }}
    >
      <UnsentList unsent={unsent} again={(one) => void deliver(one)} discard={discard} />
      {canReply && !isNote && (
        <Suggestions conversation={conversation} question={question} ask={setQuestion} insert={insert} />
      )}
      <MeanwhileGuard
        lines={meanwhile}
        urgent={guarded}
        sendAnyway={() => send(true)}
        keepWriting={() => {
          setSeen(thread?.lastCustomerPosition ?? 0);
          setGuarded(false);
          field.current?.focus();
        }}
      />
      {canned !== null && (
        <CannedPicker
          ref={picker}
          query={canned}
          picked={picked}
          locale={locale}
          pick={(reply) => {
            write(fillIn(reply.text, detail.customer.name, me.name));
            field.current?.focus();
          }}
        />
      )}
      <div className="field">
        <textarea
          ref={field}
          value={text}
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          maxLength={MAX_TEXT}
          aria-label={isNote ? words.composer.note : words.composer.label}
          placeholder={isNote ? words.composer.notePlaceholder : words.composer.placeholder}
          onChange={({ target }) => write(target.value)}
          onKeyDown={press}
          onBlur={() => announceTyping(false)}
          onPaste={(event) => {
            const pasted = [...event.clipboardData.files];
            if (pasted.length === 0 || isNote) return;
            event.preventDefault();
            void attach(pasted);
          }}
        />
        <FileList
          files={files}
          uploading={uploading}
          remove={(id) => changeFiles((before) => before.filter((file) => file.id !== id))}
        />
        <div className="field-foot">
          <Segmented
            size="small"
            value={isNote ? 'note' : 'reply'}
            onChange={setMode}
            options={[
              { value: 'reply', label: words.composer.reply, disabled: !canReply },
              { value: 'note', label: words.composer.note },
            ]}
          />
          {!isNote && <AttachButton label={words.composer.attach} attach={(chosen) => void attach(chosen)} />}
          <span className="field-hint">{canReply ? words.composer.enter : words.composer.takeFirst}</span>
          {take !== null && !canReply && (
            <Button size="small" loading={take.busy} onClick={take.act}>
              {words.act.take}
            </Button>
          )}
          <Button
            type="primary"
            loading={note.isPending}
            disabled={(text.trim() === '' && files.length === 0) || uploading > 0 || (!isNote && !detail.reachable)}
            onClick={() => send()}
          >
            {isNote ? words.composer.saveNote : words.composer.send}
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Under which a note's draft is kept, beside the reply's. */
function noteKey(conversation: string): string {
  return `note ${conversation}`;
}
