import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { CallFailure } from '../api/client.ts';
import { SessionGate } from '../session/session-gate.tsx';
import { loadPreferences, type Preferences, PreferencesContext, savePreferences } from '../theme/preferences.ts';
import { type Scheme, type SchemeChoice, themeFor } from '../theme/theme.ts';
import { WordsContext, wordsOf } from '../words/index.ts';

/** The whole console: what a person prefers, the theme, and everything behind the sign-in. */
export function Desk(): ReactNode {
  const [preferences, setPreferences] = useState(() => loadPreferences(localStorage, navigator.languages));
  const queries = useMemo(createQueries, []);
  const scheme = useScheme(preferences.scheme);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const words = wordsOf(preferences.language);
  useEffect(() => {
    document.documentElement.lang = preferences.language;
    document.documentElement.dataset['scheme'] = scheme;
  }, [preferences.language, scheme]);
  const handle = useMemo(() => {
    const prefer = (change: Partial<Preferences>) =>
      setPreferences((before) => {
        const after = { ...before, ...change };
        savePreferences(localStorage, after);
        return after;
      });
    return { preferences, prefer };
  }, [preferences]);
  const spoken = useMemo(() => ({ words, language: preferences.language }), [words, preferences.language]);

  return (
    <PreferencesContext value={handle}>
      <WordsContext value={spoken}>
        <ConfigProvider
          theme={themeFor(scheme, still)}
          locale={preferences.language === 'en' ? enUS : zhCN}
          button={{ autoInsertSpace: false }}
          wave={{ disabled: true }}
        >
          <QueryClientProvider client={queries}>
            <App className="app" message={{ maxCount: 3, top: 64 }}>
              <SessionGate />
            </App>
          </QueryClientProvider>
        </ConfigProvider>
      </WordsContext>
    </PreferencesContext>
  );
}

/** What the server refused is not asked again; what did not reach it is, twice. An ended session is noticed anywhere. */
function createQueries(): QueryClient {
  const onError = (fault: unknown) => {
    if (fault instanceof CallFailure && fault.code === 'not_signed_in') {
      queries.setQueryData(['session'], { state: 'signed-out' });
    }
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, fault) =>
          count < 2 && fault instanceof CallFailure && (fault.code === 'offline' || fault.code === 'unavailable'),
      },
    },
  });
  return queries;
}

function useScheme(choice: SchemeChoice): Scheme {
  const isDark = useMedia('(prefers-color-scheme: dark)');
  return choice === 'system' ? (isDark ? 'dark' : 'light') : choice;
}

function useMedia(condition: string): boolean {
  const query = useMemo(() => matchMedia(condition), [condition]);
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
}
