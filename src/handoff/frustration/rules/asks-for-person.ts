import { likelyRequest } from '../request/likely-request.ts';
import { meantText } from '../request/meant-text.ts';
import { asksForPersonEn } from './asks-for-person-en.ts';
import { asksForPersonZh } from './asks-for-person-zh.ts';

/**
 * The customer's words that ask for a person, or null. Asking for a phone number, asking whether the bot is one, naming
 * an agent in a story and asking for manual processing are not requests. Rules speak first, then weights fitted on lists
 * of wordings. The text is folded; both languages are looked for in any text, because people mix them.
 */
export function asksForPerson(folded: string): string | null {
  const meant = meantText(folded);
  return asksForPersonZh(meant) ?? asksForPersonEn(meant) ?? likelyRequest(meant);
}
