import { App, Button, InputNumber } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CallAnswer } from '../api/client.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { Loaded } from '../shell/status.tsx';
import { useWords } from '../words/index.ts';

type Rules = CallAnswer<'gateRules'>;

/** When nobody is written to first, and how much care one person gets. */
export function GateView(): ReactNode {
  const rules = useCall('gateRules', {});
  return <Loaded query={rules}>{(known) => <GateForm key={JSON.stringify(known)} known={known} />}</Loaded>;
}

function GateForm({ known }: { known: Rules }): ReactNode {
  const words = useWords();
  const { gate, save, saved } = words.care;
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [rules, setRules] = useState(known);
  const change = useChange('setGateRules', ['gateRules']);
  const isMine = isLead(me);
  const number = (label: string, value: number, max: number, set: (value: number) => void) => (
    <div className="care-field">
      <span className="care-label">{label}</span>
      <InputNumber
        aria-label={label}
        min={0}
        max={max}
        disabled={!isMine}
        value={value}
        onChange={(next) => next !== null && set(next)}
      />
    </div>
  );
  const time = (label: string, name: 'from' | 'to') => (
    <div className="care-field">
      <span className="care-label">{label}</span>
      <input
        type="time"
        aria-label={label}
        className="wall-time"
        disabled={!isMine}
        value={rules.quiet[name]}
        onChange={({ target }) => setRules({ ...rules, quiet: { ...rules.quiet, [name]: target.value } })}
      />
    </div>
  );
  return (
    <section className="card gate-card">
      <p className="soft">{gate.hint}</p>
      <div className="care-ways">
        {time(gate.from, 'from')}
        {time(gate.to, 'to')}
        {number(gate.perDay, rules.perDay, 20, (perDay) => setRules({ ...rules, perDay }))}
        {number(gate.perWeek, rules.perWeek, 50, (perWeek) => setRules({ ...rules, perWeek }))}
        {number(gate.badMood, rules.badMoodHours, 168, (badMoodHours) => setRules({ ...rules, badMoodHours }))}
        {number(gate.kept, rules.keptForAnswers.care, 50, (care) =>
          setRules({ ...rules, keptForAnswers: { ...rules.keptForAnswers, care } }),
        )}
      </div>
      {isMine && (
        <Button
          type="primary"
          disabled={JSON.stringify(rules) === JSON.stringify(known)}
          loading={change.isPending}
          onClick={() =>
            change.mutate(
              { body: rules },
              {
                onSuccess: () => void message.success(saved),
                onError: (failure) => void message.error(explain(failure, words)),
              },
            )
          }
        >
          {save}
        </Button>
      )}
    </section>
  );
}
