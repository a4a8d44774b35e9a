import { App, Select } from 'antd';
import type { ReactNode } from 'react';
import { type ConversationDetail, Tier } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { channelName } from '../words/channel-names.ts';
import { useWords } from '../words/index.ts';
import { Section } from './section.tsx';

/** Who the customer is. Tags by everybody; tier and own agent by leads. */
export function CustomerCard({ detail }: { detail: ConversationDetail }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const change = useChange('setCustomer', ['conversation', 'inbox']);
  const colleagues = useCall('colleagues', {}, { enabled: isLead(me) });
  const { customer } = detail;
  const { context } = words;
  const set = (body: Parameters<typeof change.mutate>[0]['body']) =>
    change.mutate(
      { params: { conversation: detail.item.conversation }, body },
      { onError: (failure) => void message.error(explain(failure, words)) },
    );
  return (
    <Section title={context.profile}>
      <dl className="pairs">
        <div>
          <dt>{words.inbox.tier}</dt>
          <dd>
            {isLead(me) ? (
              <Select
                size="small"
                variant="borderless"
                aria-label={words.inbox.tier}
                value={customer.tier}
                options={Tier.options.map((value) => ({ value, label: words.tier[value] }))}
                onChange={(tier) => set({ tier })}
              />
            ) : (
              words.tier[customer.tier]
            )}
          </dd>
        </div>
        <div>
          <dt>{context.own}</dt>
          <dd>
            {isLead(me) ? (
              <Select
                size="small"
                variant="borderless"
                allowClear
                aria-label={context.own}
                placeholder={context.none}
                value={customer.ownAgent?.id ?? null}
                options={[
                  ...(customer.ownAgent ? [{ value: customer.ownAgent.id, label: customer.ownAgent.name }] : []),
                  ...(colleagues.data?.items ?? [])
                    .filter(({ id }) => id !== customer.ownAgent?.id)
                    .map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={(agent: string | null | undefined) => set({ ownAgent: agent ?? null })}
              />
            ) : (
              (customer.ownAgent?.name ?? context.none)
            )}
          </dd>
        </div>
        {customer.firstAgent && (
          <div>
            <dt>{context.first}</dt>
            <dd>{customer.firstAgent.name}</dd>
          </div>
        )}
        <div>
          <dt>{context.since}</dt>
          <dd>{new Date(customer.since).toLocaleDateString()}</dd>
        </div>
        {customer.addresses.map(({ channel, peer }) => (
          <div key={`${channel} ${peer}`}>
            <dt>{channelName(words, channel)}</dt>
            <dd>
              <code title={peer}>{shortPeer(peer)}</code>
            </dd>
          </div>
        ))}
      </dl>
      <Select
        mode="tags"
        size="small"
        className="wide"
        aria-label={context.tags}
        placeholder={context.addTag}
        value={customer.tags}
        open={false}
        suffixIcon={null}
        maxCount={30}
        onChange={(tags: string[]) => set({ tags: tags.map((tag) => tag.trim().slice(0, 40)).filter(Boolean) })}
      />
    </Section>
  );
}

/** A web visitor has no name but a long random one: its beginning tells two visitors apart. */
function shortPeer(peer: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(peer) ? `${peer.slice(0, 8)}…` : peer;
}
