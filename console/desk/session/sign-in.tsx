import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import type { SessionState } from '../../../src/server/contract/index.ts';
import type { CallFailure } from '../api/client.ts';
import { useApi } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { usePreferences } from '../theme/preferences.ts';
import { put, useWords, type Words } from '../words/index.ts';

interface Entering {
  entered: (state: SessionState) => void;
}
type Fields = { email: string; password: string; name: string };

interface SignInProps extends Entering {
  /** The company's own sign-in, where there is one. */
  signOn: Extract<SessionState, { state: 'signed-out' }>['signOn'];
  /** It knows this person, and the team does not. */
  refused: boolean;
}

export function SignInPage({ entered, signOn, refused }: SignInProps): ReactNode {
  const words = useWords();
  const api = useApi();
  const signIn = useMutation<SessionState, CallFailure, Fields>({
    mutationFn: ({ email, password }) => api.call('signIn', { body: { email: email.trim(), password } }),
    onSuccess: entered,
  });
  return (
    <Door title={words.sign.title} hint={words.sign.hint} failure={signIn.error}>
      {refused && signIn.error === null && <Alert role="alert" type="warning" showIcon title={words.sign.refused} />}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)}>
        <EmailField words={words} />
        <PasswordField words={words} />
        <Enter label={words.sign.in} busy={signIn.isPending} />
      </Form>
      {signOn !== null && (
        <Button href={signOn.path} block size="large">
          {put(words.sign.company, signOn.name)}
        </Button>
      )}
    </Door>
  );
}

/** The link that the server printed: makes the first admin. */
export function SetUpPage({ token, entered }: Entering & { token: string }): ReactNode {
  const words = useWords();
  const api = useApi();
  const setUp = useMutation<SessionState, CallFailure, Fields>({
    mutationFn: ({ email, password, name }) =>
      api.call('setUp', { body: { token, name, email: email.trim(), password } }),
    onSuccess: entered,
  });
  return (
    <Door title={words.sign.setupTitle} failure={setUp.error} isLink>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => setUp.mutate(fields)}>
        <NameField words={words} />
        <EmailField words={words} />
        <PasswordField words={words} isNew />
        <Enter label={words.sign.setupDo} busy={setUp.isPending} />
      </Form>
    </Door>
  );
}

/** An invitation, or a new password: both come as a link. */
export function JoinPage({ token, entered }: Entering & { token: string }): ReactNode {
  const words = useWords();
  const api = useApi();
  const join = useMutation<SessionState, CallFailure, Fields>({
    mutationFn: ({ password, name }) => api.call('join', { body: { token, password, ...(name ? { name } : {}) } }),
    onSuccess: entered,
  });
  return (
    <Door title={words.sign.joinTitle} hint={words.sign.joinHint} failure={join.error} isLink>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => join.mutate(fields)}>
        <NameField words={words} optional />
        <PasswordField words={words} isNew />
        <Enter label={words.sign.joinDo} busy={join.isPending} />
      </Form>
    </Door>
  );
}

export function SetUpNeeded(): ReactNode {
  const words = useWords();
  return <Door title={words.sign.setupNeeded} hint={words.sign.setupNeededHint} failure={null} />;
}

function Door({
  title,
  hint,
  failure,
  isLink = false,
  children,
}: {
  title: string;
  hint?: string;
  failure: CallFailure | null;
  isLink?: boolean;
  children?: ReactNode;
}): ReactNode {
  const words = useWords();
  const { preferences, prefer } = usePreferences();
  const isOld = isLink && failure !== null && ['not_found', 'wrong_credentials', 'not_allowed'].includes(failure.code);
  return (
    <main className="door">
      <div className="door-card">
        <p className="brand">
          <span className="lamp" aria-hidden="true" /> Warmline
        </p>
        <h1>{title}</h1>
        {hint && <p className="soft">{hint}</p>}
        {failure && (
          <Alert role="alert" type="error" showIcon title={isOld ? words.sign.linkUsed : explain(failure, words)} />
        )}
        {children}
        <Button
          type="text"
          size="small"
          className="door-language"
          lang={preferences.language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => prefer({ language: preferences.language === 'en' ? 'zh-CN' : 'en' })}
        >
          {preferences.language === 'en' ? '中文' : 'English'}
        </Button>
      </div>
    </main>
  );
}

function NameField({ words, optional = false }: { words: Words; optional?: boolean }): ReactNode {
  return (
    <Form.Item name="name" label={words.sign.name} rules={[{ required: !optional, whitespace: true }]}>
      <Input autoComplete="name" maxLength={80} />
    </Form.Item>
  );
}

function EmailField({ words }: { words: Words }): ReactNode {
  return (
    <Form.Item
      name="email"
      label={words.sign.email}
      rules={[{ required: true, type: 'email' }]}
      validateTrigger="onBlur"
    >
      <Input type="email" autoComplete="username" maxLength={200} />
    </Form.Item>
  );
}

function PasswordField({ words, isNew = false }: { words: Words; isNew?: boolean }): ReactNode {
  return (
    <Form.Item
      name="password"
      label={words.sign.password}
      {...(isNew ? { extra: words.sign.passwordHint } : {})}
      rules={[{ required: true }, ...(isNew ? [{ min: 10, message: words.sign.passwordHint }] : [])]}
      validateTrigger="onBlur"
    >
      <Input.Password autoComplete={isNew ? 'new-password' : 'current-password'} maxLength={128} />
    </Form.Item>
  );
}

function Enter({ label, busy }: { label: string; busy: boolean }): ReactNode {
  return (
    <Button type="primary" htmlType="submit" block size="large" loading={busy}>
      {label}
    </Button>
  );
}
