import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ConversationDetail } from '../../../src/server/contract/index.ts';
import { CallFailure } from '../api/client.ts';
import { threadKey, useApi, useChange } from '../api/context.ts';
import { type KnownThread, mergeThread } from '../api/merge-thread.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { useWords } from '../words/index.ts';
import { AttachButton } from './attach-button.tsx';
import { cannedQuery, fillIn } from './canned.ts';
import { CannedPicker } from './canned-picker.tsx';
import { createDrafts, type Unsent } from './drafts.ts';
import { FileList } from './file-list.tsx';
import { wroteMeanwhile } from './meanwhile.ts';
import { MeanwhileGuard } from './meanwhile-guard.tsx';
import { Suggestions } from './suggestions.tsx';
import { UnsentList } from './unsent-list.tsx';

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
const MAX_FILES = 10;

/** A reply may end its way after its conversation was left: what becomes of it is still known here. */
const drafts = createDrafts(sessionStorage);

/** Where an agent writes. Nothing in it is ever sent but by the agent's own hand. */
export function Composer({ ref, detail, thread, announceTyping, take }: ComposerProps): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const api = useApi();
  const queries = useQueryClient();
  const { conversation, locale } = detail.item;
  const canReply = detail.may.includes('reply');
  const [mode, setMode] = useState<'reply' | 'note'>('reply');
  /** Two fields in one place: a note that was begun never becomes a reply because the case is now mine. */
  const [texts, setTexts] = useState(() => ({
    reply: drafts.draft(conversation),
    note: drafts.draft(noteKey(conversation)),
  }));
  const [files, setFiles] = useState<Unsent['uploads']>([]);
  const [uploading, setUploading] = useState(0);
  const unsent = useSyncExternalStore(drafts.subscribe, drafts.unsent).filter(
    (one) => one.conversation === conversation,
  );
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

  const deliver = async (reply: Unsent) => {
    const going = { ...reply, failed: null };
    drafts.putUnsent(going);
    try {
      const { messages, revision } = await api.call('reply', {
        params: { conversation },
        body: {
          key: reply.key,
          text: reply.text,
          uploads: reply.uploads.map(({ id }) => id),
          seen: reply.seen,
          anyway: reply.anyway,
        },
      });
      drafts.removeUnsent(reply.key);
      queries.setQueryData<KnownThread>(
        threadKey(conversation),
        (known) =>
          // The revision stays: what others changed in between is still to be read.
          known &&
          mergeThread(known, { ...known, messages, events: [], revision: Math.min(revision, known.revision) }, 'since'),
      );
    } catch (fault) {
      const code = fault instanceof CallFailure ? fault.code : 'offline';
      // The field is null when the agent has gone to another conversation: then it waits in the list of this one.
      if (code === 'customer_wrote' && field.current !== null) {
        // Back to the agent's hands, with what the customer wrote.
        drafts.removeUnsent(reply.key);
        setSeen(reply.seen);
        setTexts((before) => {
          const back = before.reply === '' ? reply.text : `${reply.text}\n${before.reply}`;
          drafts.setDraft(conversation, back);
          return { ...before, reply: back };
        });
        setFiles((before) => [...reply.uploads, ...before]);
        setGuarded(true);
        field.current.focus();
      } else {
        drafts.putUnsent({ ...going, failed: code });
        if (fault instanceof CallFailure) message.error(explain(fault, words));
      }
    }
    void queries.invalidateQueries({ queryKey: threadKey(conversation) });
  };

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
    setFiles([]);
    void deliver(reply);
  };

  const attach = async (chosen: readonly File[]) => {
    for (const file of chosen.slice(0, MAX_FILES - files.length)) {
      setUploading((count) => count + 1);
      try {
        const upload = await api.upload(file);
        setFiles((before) => [...before, { id: upload.id, name: upload.name }]);
      } catch (fault) {
        if (fault instanceof CallFailure) message.error(`${file.name}: ${explain(fault, words)}`);
      } finally {
        setUploading((count) => count - 1);
      }
    }
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
      <UnsentList unsent={unsent} again={(one) => void deliver(one)} discard={(one) => drafts.removeUnsent(one.key)} />
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
          remove={(id) => setFiles((before) => before.filter((file) => file.id !== id))}
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
