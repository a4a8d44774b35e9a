import { createContext, useContext } from 'react';
import * as z from 'zod';
import { languageFor } from '../words/index.ts';

/** What a person chose for this browser. */
const Preferences = z.object({
  language: z.enum(['zh-CN', 'en']),
  scheme: z.enum(['system', 'light', 'dark']).default('system'),
  sound: z.boolean().default(false),
  notify: z.boolean().default(false),
});
export type Preferences = z.infer<typeof Preferences>;

const KEY = 'warmline.desk.preferences';

export function loadPreferences(storage: Pick<Storage, 'getItem'>, languages: readonly string[]): Preferences {
  const defaults = Preferences.parse({ language: languageFor(languages) });
  try {
    return Preferences.catch(defaults).parse(JSON.parse(storage.getItem(KEY) ?? '{}'));
  } catch {
    return defaults;
  }
}

export function savePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences): void {
  try {
    storage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or forbidden storage: the choice holds until the page is closed.
  }
}

export interface PreferencesHandle {
  preferences: Preferences;
  prefer: (change: Partial<Preferences>) => void;
}

export const PreferencesContext = createContext<PreferencesHandle | null>(null);

export function usePreferences(): PreferencesHandle {
  const handle = useContext(PreferencesContext);
  if (handle === null) throw new Error('usePreferences is called outside of the desk.');
  return handle;
}
