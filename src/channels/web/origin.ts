/**
 * Whether a page of this origin may open the socket: our own pages, those that the operator named, and programs that
 * send no Origin. It keeps strangers from embedding the chat; identity never rests on it (that is the visitor token).
 */
export function mayConnect(allowed: readonly string[], headers: Readonly<Record<string, string | undefined>>): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
