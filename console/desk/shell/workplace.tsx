import {
  ApiOutlined,
  AuditOutlined,
  ContactsOutlined,
  DashboardOutlined,
  ExceptionOutlined,
  HeartOutlined,
  InboxOutlined,
  QuestionOutlined,
  SettingOutlined,
  TeamOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import { Badge, Button, Tooltip } from 'antd';
import { lazy, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Me } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { InboxPage } from '../inbox/inbox-page.tsx';
import { usePreferences } from '../theme/preferences.ts';
import { useWords } from '../words/index.ts';
import { useAlerts } from './alerts.ts';
import { isDesk, isLead, useShortcuts, type Workday, WorkdayContext } from './live-context.ts';
import { ClockSkewContext } from './now.ts';
import { PageOnDemand } from './page-on-demand.tsx';
import { PresenceSelect } from './presence-select.tsx';
import { go, inboxLink, type Route, useRoute } from './route.ts';
import { SetAway } from './set-away.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useLive } from './use-live.ts';

// The inbox is what most people open; the other pages come when they are.
const CarePage = lazy(async () => ({ default: (await import('../care/care-page.tsx')).CarePage }));
const CustomersPage = lazy(async () => ({ default: (await import('../customers/customers-page.tsx')).CustomersPage }));
const AuditPage = lazy(async () => ({ default: (await import('../pages/audit-page.tsx')).AuditPage }));
const ComplaintsPage = lazy(async () => ({ default: (await import('../pages/complaints-page.tsx')).ComplaintsPage }));
const ConnectionsPage = lazy(async () => ({
  default: (await import('../pages/connections-page.tsx')).ConnectionsPage,
}));
const MonitorPage = lazy(async () => ({ default: (await import('../pages/monitor-page.tsx')).MonitorPage }));
const RepliesPage = lazy(async () => ({ default: (await import('../pages/replies-page.tsx')).RepliesPage }));
const SettingsPage = lazy(async () => ({ default: (await import('../pages/settings-page.tsx')).SettingsPage }));
const TeamPage = lazy(async () => ({ default: (await import('../pages/team-page.tsx')).TeamPage }));

interface WorkplaceProps {
  me: Me;
  shopName: Workday['shopName'];
  left: () => void;
  refreshed: () => void;
}

/** The frame around every page: where one can go, how one is, whether the link holds. */
export function Workplace({ me, shopName, left, refreshed }: WorkplaceProps): ReactNode {
  const words = useWords();
  const { preferences } = usePreferences();
  const live = useLive(useAlerts(preferences, words));
  const route = useRoute();
  const [sheet, setSheet] = useState(false);
  const workday = useMemo(
    () => ({ me, shopName, link: live.link, customersTyping: live.customersTyping }),
    [me, shopName, live.link, live.customersTyping],
  );
  const page = allowed(route, me);
  useShortcuts({
    '?': () => setSheet(true),
    '1': () => go(inboxLink('waiting')),
    ...(isLead(me) ? { '2': () => go('#/monitor'), '4': () => go('#/team') } : {}),
    ...(isDesk(me) ? { '3': () => go('#/complaints') } : {}),
  });

  return (
    <WorkdayContext value={workday}>
      <ClockSkewContext value={live.skewMs}>
        <div className="workplace">
          <Rail me={me} page={page.page} showKeys={() => setSheet(true)} refreshed={refreshed} />
          <div className="place">
            {live.link === 'cut' && (
              <p className="banner" role="status">
                {words.state.offline}
              </p>
            )}
            <SetAway me={me} refreshed={refreshed} />
            <PageOnDemand name={page.page}>{content(page)}</PageOnDemand>
          </div>
        </div>
        <ShortcutSheet open={sheet} close={() => setSheet(false)} />
      </ClockSkewContext>
    </WorkdayContext>
  );

  function content(at: Route): ReactNode {
    switch (at.page) {
      case 'inbox':
        return <InboxPage view={at.view} conversation={at.conversation} />;
      case 'monitor':
        return <MonitorPage />;
      case 'complaints':
        return <ComplaintsPage />;
      case 'care':
        return <CarePage campaign={at.campaign} />;
      case 'customers':
        return <CustomersPage customer={at.customer} />;
      case 'replies':
        return <RepliesPage />;
      case 'team':
        return <TeamPage />;
      case 'audit':
        return <AuditPage />;
      case 'connections':
        return <ConnectionsPage />;
      case 'settings':
      case 'setup':
      case 'join':
        return <SettingsPage left={left} />;
      default:
        return at satisfies never;
    }
  }
}

/** Where the role may be; the server decides on each call, this only spares people doors that are locked. */
function allowed(route: Route, me: Me): Route {
  const places = placesOf(me);
  if (route.page === 'settings' || places.some((place) => place === route.page)) return route;
  return isDesk(me) ? { page: 'inbox', view: 'waiting', conversation: null } : { page: 'replies' };
}

type Place = 'inbox' | 'monitor' | 'complaints' | 'care' | 'customers' | 'replies' | 'team' | 'audit' | 'connections';

function placesOf(me: Me): Place[] {
  return [
    ...(isDesk(me) ? (['inbox'] as const) : []),
    ...(isLead(me) ? (['monitor'] as const) : []),
    ...(isDesk(me) ? (['complaints'] as const) : []),
    ...(me.role === 'agent' ? [] : (['care', 'customers'] as const)),
    'replies',
    ...(isLead(me) ? (['team'] as const) : []),
    ...(me.role === 'admin' ? (['connections', 'audit'] as const) : []),
  ];
}

const ICONS: Record<Place, ReactNode> = {
  inbox: <InboxOutlined />,
  monitor: <DashboardOutlined />,
  complaints: <ExceptionOutlined />,
  care: <HeartOutlined />,
  customers: <ContactsOutlined />,
  replies: <ThunderboltOutlined />,
  team: <TeamOutlined />,
  connections: <ApiOutlined />,
  audit: <AuditOutlined />,
};

function Rail({
  me,
  page,
  showKeys,
  refreshed,
}: {
  me: Me;
  page: Route['page'];
  showKeys: () => void;
  refreshed: () => void;
}): ReactNode {
  const words = useWords();
  const counts = useCall('inboxCounts', {}, { enabled: isDesk(me) });
  const rail = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the rail is wider than the screen.
    const current = rail.current?.querySelector(`[href="#/${page}"]`);
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  return (
    <nav ref={rail} className="rail" aria-label={words.nav.label}>
      <span className="rail-lamp lamp" role="img" aria-label="Warmline" />
      <ul>
        {placesOf(me).map((place) => (
          <li key={place}>
            <a href={`#/${place}`} aria-current={page === place ? 'page' : undefined}>
              {place === 'inbox' ? (
                <Badge count={counts.data?.waiting ?? 0} size="small" offset={[6, -2]} overflowCount={999}>
                  {ICONS[place]}
                </Badge>
              ) : (
                ICONS[place]
              )}
              <span>{words.nav[place]}</span>
            </a>
          </li>
        ))}
      </ul>
      <div className="rail-foot">
        {me.presence !== null && (
          <PresenceSelect presence={me.presence} holding={counts.data?.mine ?? 0} refreshed={refreshed} />
        )}
        <Tooltip title={words.keys.help} placement="right">
          <Button type="text" icon={<QuestionOutlined />} aria-label={words.keys.help} onClick={showKeys} />
        </Tooltip>
        <a
          href="#/settings"
          aria-current={page === 'settings' ? 'page' : undefined}
          title={`${me.name} · ${words.role[me.role]}`}
        >
          <SettingOutlined />
          <span className="rail-name">{me.name}</span>
        </a>
      </div>
    </nav>
  );
}
