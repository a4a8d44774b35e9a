/** Places of the console. They lie behind `#`, so that the one-time tokens in links reach no server log. */
export type Route =
  | { page: 'inbox'; view: string; conversation: string | null }
  | { page: 'setup' | 'join'; token: string }
  | { page: 'care'; campaign: string | null }
  | { page: 'customers'; customer: string | null }
  | { page: 'monitor' | 'complaints' | 'replies' | 'team' | 'audit' | 'connections' | 'settings' };

const PAGES = ['monitor', 'complaints', 'replies', 'team', 'audit', 'connections', 'settings'] as const;

export function parseRoute(hash: string): Route {
  const [page = '', first = '', second = ''] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  if ((page === 'setup' || page === 'join') && first !== '') return { page, token: first };
  if (page === 'care') return { page, campaign: first || null };
  if (page === 'customers') return { page, customer: first || null };
  const known = PAGES.find((one) => one === page);
  if (known !== undefined) return { page: known };
  return { page: 'inbox', view: first || 'waiting', conversation: second || null };
}

/** Null: all of them; "new": one that is written now. */
export function careLink(campaign: string | null): string {
  return `#/care${campaign === null ? '' : `/${encodeURIComponent(campaign)}`}`;
}

/** Null: all of them. */
export function customerLink(customer: string | null): string {
  return `#/customers${customer === null ? '' : `/${encodeURIComponent(customer)}`}`;
}

export function inboxLink(view: string, conversation: string | null = null): string {
  return `#/inbox/${view}${conversation === null ? '' : `/${encodeURIComponent(conversation)}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
