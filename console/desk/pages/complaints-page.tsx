import { App, Button, Drawer, Input, Segmented, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { ComplaintCard } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { named } from '../context/named.ts';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { inboxLink } from '../shell/route.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment, span } from '../words/time.ts';
import { PageFrame } from './page-frame.tsx';
import { usePages } from './use-pages.ts';

type Grade = ComplaintCard['grade'];
const COLUMNS = ['open', 'overdue', 'settled'] as const;

/** The board: what is open, what is late, what is done. */
export function ComplaintsPage(): ReactNode {
  const words = useWords();
  const [grade, setGrade] = useState<Grade | 'all'>('all');
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <PageFrame
      title={words.complaint.title}
      actions={
        <Segmented
          value={grade}
          onChange={setGrade}
          options={[
            { value: 'all', label: words.view.all },
            ...(['ordinary', 'hot', 'crisis'] as const).map((value) => ({
              value,
              label: words.complaint.grade[value],
            })),
          ]}
        />
      }
    >
      <div className="board">
        {COLUMNS.map((column) => (
          <Column key={column} column={column} grade={grade} choose={setChosen} />
        ))}
      </div>
      <Drawer open={chosen !== null} onClose={() => setChosen(null)} size={520} title={chosen} destroyOnHidden>
        {chosen !== null && <Complaint number={chosen} />}
      </Drawer>
    </PageFrame>
  );
}

interface ColumnProps {
  column: (typeof COLUMNS)[number];
  grade: Grade | 'all';
  choose: (number: string) => void;
}

function Column({ column, grade, choose }: ColumnProps): ReactNode {
  const words = useWords();
  const cards = usePages('complaints', { column, ...(grade === 'all' ? {} : { grade }) });
  return (
    <section className={`column column-${column}`} aria-label={words.complaint[column]}>
      <h2>{words.complaint[column]}</h2>
      <Loaded query={cards}>
        {(items) =>
          items.length === 0 ? (
            <Blank title={words.complaint.empty} />
          ) : (
            <>
              {items.map((card) => (
                <Card key={card.number} card={card} choose={() => choose(card.number)} />
              ))}
              {cards.hasNextPage && (
                <Button loading={cards.isFetchingNextPage} onClick={() => void cards.fetchNextPage()}>
                  {words.complaint.more}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Card({ card, choose }: { card: ComplaintCard; choose: () => void }): ReactNode {
  const words = useWords();
  return (
    <button type="button" className="complaint" onClick={choose} data-grade={card.grade}>
      <span className="complaint-head">
        <code>{card.number}</code>
        <span className={`chip grade-${card.grade}`}>{words.complaint.grade[card.grade]}</span>
        {card.complex && <span className="chip">{words.complaint.complex}</span>}
      </span>
      <strong>{card.customer.name ?? words.inbox.noName}</strong>
      <span className="complaint-what">{card.what}</span>
      <span className="complaint-foot">
        <span>{card.owner?.name ?? words.complaint.nobody}</span>
        <Deadlines card={card} />
      </span>
    </button>
  );
}

/** The clock that runs: to answer at first, then to resolve. */
function Deadlines({ card }: { card: ComplaintCard }): ReactNode {
  const words = useWords();
  const now = useNow(30_000);
  if (card.resolvedAt !== null) return <span>{words.complaint.state[card.state]}</span>;
  const [name, due] =
    card.respondedAt === null
      ? ([words.complaint.respondBy, card.respondBy] as const)
      : ([words.complaint.resolveBy, card.resolveBy] as const);
  const left = due - now;
  const state = left < 0 ? 'breached' : left < 4 * 3_600_000 ? 'at-risk' : 'running';
  return (
    <span className={`clock clock-${state}`}>
      {name} {put(left < 0 ? words.clock.over : words.clock.left, span(Math.abs(left), words))}
    </span>
  );
}

function Complaint({ number }: { number: string }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const detail = useCall('complaint', { params: { complaint: number } });
  return (
    <Loaded query={detail}>
      {({ complaint, history }) => (
        <div className="complaint-detail">
          <p className="chips">
            <span className={`chip grade-${complaint.grade}`}>{words.complaint.grade[complaint.grade]}</span>
            <span className="chip">{words.complaint.state[complaint.state]}</span>
            <span className="chip">{named(complaint.category, words.complaint.categories)}</span>
            <Deadlines card={complaint} />
          </p>
          <p className="plain">{complaint.what}</p>
          {complaint.wish && (
            <p className="plain">
              <b>{words.complaint.wish}:</b> {named(complaint.wish, words.complaint.wishes)}
            </p>
          )}
          {complaint.resolution && (
            <p className="plain">
              <b>{words.complaint.resolution}:</b> {complaint.resolution}
            </p>
          )}
          <p className="soft">
            {complaint.order && `${put(words.complaint.order, complaint.order)} · `}
            {complaint.photos > 0 && `${put(words.complaint.photos, complaint.photos)} · `}
            <a href={inboxLink('all', complaint.conversation)}>{words.complaint.conversation}</a>
          </p>
          <Deeds complaint={complaint} />
          <h3>{words.complaint.history}</h3>
          <ol className="history">
            {history.map((step) => (
              <li key={`${step.kind} ${step.at}`}>
                <b>{named(step.kind, words.complaint.step)}</b> {step.actorName ?? named(step.actor, words.author)}{' '}
                <span className="soft">{fullMoment(step.at, language)}</span>
                <p className="plain">{step.detail}</p>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Loaded>
  );
}

function Deeds({ complaint }: { complaint: ComplaintCard }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const renewed = ['complaints', 'complaint', 'conversation'] as const;
  const assign = useChange('assignComplaint', renewed);
  const respond = useChange('respondComplaint', renewed);
  const resolve = useChange('resolveComplaint', renewed);
  const prolong = useChange('prolongComplaint', renewed);
  const colleagues = useCall('colleagues', {});
  const params = { complaint: complaint.number };
  const outcome = {
    onSuccess: () => setText(''),
    onError: (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words)),
  };
  const isOpen = complaint.state !== 'closed';
  const isMine = complaint.owner?.id === me.id || isLead(me);
  if (!isOpen) return null;
  return (
    <div className="deeds">
      <div className="deeds-row">
        {complaint.owner?.id !== me.id && (
          <Button onClick={() => assign.mutate({ params, body: { to: me.id } }, outcome)}>
            {words.complaint.take}
          </Button>
        )}
        {isLead(me) && (
          <Select
            aria-label={words.complaint.assign}
            placeholder={words.complaint.assign}
            value={complaint.owner?.id ?? null}
            popupMatchSelectWidth={false}
            options={[
              ...(colleagues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ...(complaint.owner && !colleagues.data?.items.some(({ id }) => id === complaint.owner?.id)
                ? [{ value: complaint.owner.id, label: complaint.owner.name }]
                : []),
            ]}
            onChange={(to: string | null) => to !== null && assign.mutate({ params, body: { to } }, outcome)}
          />
        )}
      </div>
      {isMine && (
        <>
          <Input.TextArea
            value={text}
            rows={3}
            maxLength={4_000}
            aria-label={words.complaint.words}
            placeholder={words.complaint.words}
            onChange={({ target }) => setText(target.value)}
          />
          <div className="deeds-row">
            {complaint.respondedAt === null && (
              <Button
                type="primary"
                disabled={text.trim() === '' || respond.isPending}
                onClick={() => respond.mutate({ params, body: { text: text.trim() } }, outcome)}
              >
                {words.complaint.respond}
              </Button>
            )}
            <Button
              disabled={text.trim() === '' || resolve.isPending}
              onClick={() => resolve.mutate({ params, body: { resolution: text.trim() } }, outcome)}
            >
              {words.complaint.resolve}
            </Button>
            {isLead(me) && !complaint.complex && (
              <Button
                title={words.complaint.prolongHint}
                disabled={text.trim() === '' || prolong.isPending}
                onClick={() => prolong.mutate({ params, body: { reason: text.trim() } }, outcome)}
              >
                {words.complaint.prolong}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}
