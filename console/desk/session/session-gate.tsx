import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef } from 'react';
import type { SessionState } from '../../../src/server/contract/index.ts';
import { type CallFailure, createApiClient } from '../api/client.ts';
import { ApiContext } from '../api/context.ts';
import { useRoute } from '../shell/route.ts';
import { Failed, Loading } from '../shell/status.tsx';
import { Workplace } from '../shell/workplace.tsx';
import { JoinPage, SetUpNeeded, SetUpPage, SignInPage } from './sign-in.tsx';

/** Finds out who is here: the workplace for who is signed in, the right form for who is not. */
export function SessionGate(): ReactNode {
  const queries = useQueryClient();
  const csrf = useRef<string | undefined>(undefined);
  const api = useMemo(() => createApiClient(() => csrf.current), []);
  const route = useRoute();
  const session = useQuery<SessionState, CallFailure>({
    queryKey: ['session'],
    queryFn: () => api.call('session', {}),
    refetchOnWindowFocus: 'always',
  });
  const state = session.data;
  csrf.current = state?.state === 'signed-in' ? state.me.csrf : undefined;

  return <ApiContext value={api}>{content()}</ApiContext>;

  function content(): ReactNode {
    if (state === undefined) {
      return session.error ? <Failed failure={session.error} retry={() => void session.refetch()} /> : <Loading />;
    }
    if (route.page === 'setup') return <SetUpPage token={route.token} entered={entered} />;
    if (route.page === 'join') return <JoinPage token={route.token} entered={entered} />;
    switch (state.state) {
      case 'setup':
        return <SetUpNeeded />;
      case 'signed-out':
        return <SignInPage entered={entered} signOn={state.signOn} refused={location.hash === '#/refused'} />;
      case 'signed-in':
        return (
          <Workplace me={state.me} shopName={state.shopName} left={left} refreshed={() => void session.refetch()} />
        );
      default:
        return state satisfies never;
    }
  }

  function entered(next: SessionState): void {
    forget();
    queries.setQueryData(['session'], next);
    if (location.hash === '#/refused' || location.hash.startsWith('#/setup') || location.hash.startsWith('#/join'))
      location.hash = '#/inbox/waiting';
  }

  /** What was read as somebody is not shown to somebody else. */
  function forget(): void {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  }

  /** The session has ended, here or elsewhere: nothing of it stays in memory. */
  function left(): void {
    forget();
    queries.setQueryData(['session'], { state: 'signed-out', signOn: null } satisfies SessionState);
    void session.refetch();
  }
}
