import { useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './parse-route.ts';

export { careLink, customerLink, inboxLink, type Route } from './parse-route.ts';

/** Where one is, and going elsewhere. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

export function go(link: string): void {
  if (location.hash !== link) location.hash = link;
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
