import type { CannedReply } from '../../../src/server/contract/index.ts';

/** What is looked for: the words after a `/` that begins the reply. Null: no canned reply is meant. */
export function cannedQuery(text: string): string | null {
  return /^\/([\p{L}\p{N}_-]{0,32})$/u.exec(text)?.[1] ?? null;
}

/** Those whose shortcut begins with the query, then those with it in the title; the customer's language first. */
export function matchCanned(replies: readonly CannedReply[], query: string, locale: string): CannedReply[] {
  const wanted = query.toLowerCase();
  const rank = (reply: CannedReply) =>
    (reply.shortcut.toLowerCase().startsWith(wanted) ? 0 : reply.title.toLowerCase().includes(wanted) ? 2 : 9) +
    (reply.locale === locale ? 0 : 1);
  return replies
    .filter((reply) => rank(reply) < 9)
    .sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut))
    .slice(0, 8);
}

/** The names in their places. A customer without a name leaves no gap. */
export function fillIn(text: string, customer: string | null, agent: string): string {
  return text
    .replaceAll('{{agent}}', () => agent)
    .replaceAll(/ ?\{\{customer\}\}/g, (place) =>
      customer === null ? '' : place.replace('{{customer}}', () => customer),
    );
}
