import { Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { PageFrame } from '../pages/page-frame.tsx';
import { useWords } from '../words/index.ts';
import { CustomerList } from './customer-list.tsx';
import { CustomerPage } from './customer-page.tsx';
import { RoomList } from './room-list.tsx';
import { TagList } from './tag-list.tsx';

/** Who the customers are: people, rooms, and the words that are hung on them. */
export function CustomersPage({ customer }: { customer: string | null }): ReactNode {
  return customer === null ? <CustomersHome /> : <CustomerPage key={customer} id={customer} />;
}

function CustomersHome(): ReactNode {
  const { customers } = useWords();
  const [tab, setTab] = useState('people');
  const views = { people: <CustomerList />, rooms: <RoomList />, tags: <TagList /> };
  return (
    <PageFrame title={customers.title}>
      <Tabs
        activeKey={tab}
        onChange={setTab}
        destroyOnHidden
        items={(['people', 'rooms', 'tags'] as const).map((key) => ({
          key,
          label: customers.tabs[key],
          children: views[key],
        }))}
      />
    </PageFrame>
  );
}
