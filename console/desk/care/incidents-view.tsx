import { App, Button, Input, Popconfirm, Progress } from 'antd';
import { type ReactNode, useState } from 'react';
import type { DelayIncident } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';

/** Alerts go out while somebody looks: the figures are read again so often. */
const EVERY_MS = 2_000;

/** Delays of many orders for one reason: each is one card, which is held, worded, let go or ended as a whole. */
export function IncidentsView(): ReactNode {
  const { care } = useWords();
  const incidents = useCall('delayIncidents', {}, { refetchInterval: EVERY_MS });
  return (
    <>
      <p className="soft">{care.incident.hint}</p>
      <Loaded query={incidents}>
        {({ items }) =>
          items.length === 0 ? (
            <Blank title={care.incident.none} />
          ) : (
            <div className="incidents">
              {items.map((incident) => (
                <IncidentCard key={incident.id} incident={incident} />
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function IncidentCard({ incident }: { incident: DelayIncident }): ReactNode {
  const words = useWords();
  const { care } = words;
  const language = useLanguage();
  const now = useNow();
  const { cause, place, state, orders, waiting, sent, startedAt, decidedBy, decidedAt } = incident;
  const told = sent + waiting === 0 ? 0 : Math.round((sent / (sent + waiting)) * 100);
  return (
    <section className="card incident" data-state={state}>
      <header>
        <h2>
          {care.incident.cause[cause] ?? cause} · {place}
        </h2>
        <span className={`chip incident-${state}`}>{care.incident.state[state]}</span>
      </header>
      <p className="soft">
        {put(care.incident.since, moment(startedAt, now, language))}
        {decidedBy !== null &&
          decidedAt !== null &&
          ` · ${put(care.incident.decided, decidedBy, moment(decidedAt, now, language))}`}
      </p>
      <dl className="figures incident-figures">
        <div>
          <dt>{care.incident.orders}</dt>
          <dd>{orders}</dd>
        </div>
        <div data-tone={waiting > 0 ? 'lamp' : undefined}>
          <dt>{care.incident.waiting}</dt>
          <dd>{waiting}</dd>
        </div>
        <div>
          <dt>{care.incident.sent}</dt>
          <dd>{sent}</dd>
        </div>
      </dl>
      <Progress percent={told} size="small" aria-label={care.incident.sent} />
      {(state === 'held' || state === 'released') && <Deeds incident={incident} />}
    </section>
  );
}

function Deeds({ incident }: { incident: DelayIncident }): ReactNode {
  const words = useWords();
  const { care } = words;
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [wording, setWording] = useState(false);
  const change = useChange('decideDelayIncident', ['delayIncidents']);
  const decide = (decision: 'hold' | 'release' | 'stop') =>
    change.mutate(
      { params: { incident: incident.id }, body: { decision } },
      { onError: (failure) => void message.error(explain(failure, words)) },
    );
  if (!isLead(me)) return null;
  return (
    <>
      <p className="deeds-row">
        {incident.state === 'held' ? (
          <Button type="primary" loading={change.isPending} onClick={() => decide('release')}>
            {care.incident.release}
          </Button>
        ) : (
          <Button type="primary" loading={change.isPending} onClick={() => decide('hold')}>
            {care.incident.hold}
          </Button>
        )}
        <Button onClick={() => setWording(!wording)}>{care.incident.words}</Button>
        <Popconfirm
          title={care.incident.stopSure}
          okText={care.stop}
          cancelText={words.connections.keep}
          onConfirm={() => decide('stop')}
        >
          <Button danger>{care.stop}</Button>
        </Popconfirm>
      </p>
      {wording && <Wording incident={incident} close={() => setWording(false)} />}
    </>
  );
}

function Wording({ incident, close }: { incident: DelayIncident; close: () => void }): ReactNode {
  const words = useWords();
  const { care } = words;
  const { message } = App.useApp();
  const [zh, setZh] = useState(incident.words['zh-CN'] ?? '');
  const [en, setEn] = useState(incident.words.en ?? '');
  const change = useChange('wordDelayIncident', ['delayIncidents']);
  return (
    <div className="incident-words">
      <p className="soft">{care.incident.wordsHint}</p>
      <Input
        aria-label={care.textZh}
        addonBefore="中文"
        value={zh}
        maxLength={300}
        onChange={(e) => setZh(e.target.value)}
      />
      <Input
        aria-label={care.textEn}
        addonBefore="English"
        value={en}
        maxLength={300}
        onChange={(e) => setEn(e.target.value)}
      />
      <Button
        loading={change.isPending}
        onClick={() =>
          change.mutate(
            { params: { incident: incident.id }, body: { 'zh-CN': zh.trim() || null, en: en.trim() || null } },
            { onSuccess: close, onError: (failure) => void message.error(explain(failure, words)) },
          )
        }
      >
        {care.save}
      </Button>
    </div>
  );
}
