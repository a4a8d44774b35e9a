import { App, Button, Form, Input, Segmented, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { Loaded } from '../shell/status.tsx';
import { usePreferences } from '../theme/preferences.ts';
import { type Language, put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';
import { browserName } from './browser-name.ts';
import { PageFrame } from './page-frame.tsx';

/** One's own matters: how the console looks and calls, the password, where one is signed in. */
export function SettingsPage({ left }: { left: () => void }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const signOut = useChange('signOut');
  return (
    <PageFrame
      title={words.settings.title}
      hint={`${me.name} · ${words.role[me.role]} · ${me.email}`}
      actions={
        <Button
          loading={signOut.isPending}
          onClick={() =>
            signOut.mutate({}, { onSuccess: left, onError: (failure) => void message.error(explain(failure, words)) })
          }
        >
          {words.sign.out}
        </Button>
      }
    >
      <div className="columns">
        <Looks />
        <div>
          <Password />
          <Sessions />
        </div>
      </div>
    </PageFrame>
  );
}

function Looks(): ReactNode {
  const words = useWords();
  const { preferences, prefer } = usePreferences();
  const { message } = App.useApp();
  const setLocale = useChange('setMyLocale');
  const askToNotify = async (wanted: boolean) => {
    if (!wanted) return prefer({ notify: false });
    const answer = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied';
    if (answer === 'granted') prefer({ notify: true });
    else message.warning(words.settings.notifyDenied);
  };
  return (
    <section className="card settings">
      <div>
        <span>{words.settings.language}</span>
        <Segmented<Language>
          aria-label={words.settings.language}
          value={preferences.language}
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(language) => {
            prefer({ language });
            setLocale.mutate({ body: { locale: language } });
          }}
        />
      </div>
      <div>
        <span>{words.settings.theme}</span>
        <Segmented
          aria-label={words.settings.theme}
          value={preferences.scheme}
          options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: words.settings[value] }))}
          onChange={(scheme) => prefer({ scheme })}
        />
      </div>
      <div>
        <span>{words.settings.sound}</span>
        <Switch aria-label={words.settings.sound} checked={preferences.sound} onChange={(sound) => prefer({ sound })} />
      </div>
      <div>
        <span>{words.settings.notify}</span>
        <Switch
          aria-label={words.settings.notify}
          checked={preferences.notify}
          onChange={(wanted) => void askToNotify(wanted)}
        />
      </div>
    </section>
  );
}

function Password(): ReactNode {
  const words = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ current: string; next: string }>();
  const change = useChange('changePassword', ['mySessions']);
  return (
    <section className="card">
      <h2>{words.settings.password}</h2>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(body) =>
          change.mutate(
            { body },
            {
              onSuccess: () => {
                form.resetFields();
                void message.success(words.settings.changed);
              },
              onError: (failure) => void message.error(explain(failure, words)),
            },
          )
        }
      >
        <Form.Item name="current" label={words.settings.current} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" maxLength={128} />
        </Form.Item>
        <Form.Item
          name="next"
          label={words.settings.next}
          extra={words.sign.passwordHint}
          rules={[{ required: true }, { min: 10, message: words.sign.passwordHint }]}
        >
          <Input.Password autoComplete="new-password" maxLength={128} />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>
          {words.settings.change}
        </Button>
      </Form>
    </section>
  );
}

function Sessions(): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const now = useNow(60_000);
  const sessions = useCall('mySessions', {});
  const end = useChange('endSession', ['mySessions']);
  return (
    <section className="card">
      <h2>{words.settings.sessions}</h2>
      <Loaded query={sessions}>
        {({ items }) => (
          <ul className="queue">
            {items.map((session) => (
              <li key={session.id}>
                <span className="session">
                  <strong title={session.agent}>{browserName(session.agent)}</strong>
                  <span className="soft">
                    {session.ip} · {put(words.settings.seen, moment(session.seenAt, now, language))}
                  </span>
                </span>
                {session.current ? (
                  <span className="chip">{words.settings.thisOne}</span>
                ) : (
                  <Button size="small" onClick={() => end.mutate({ params: { session: session.id } })}>
                    {words.settings.end}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
