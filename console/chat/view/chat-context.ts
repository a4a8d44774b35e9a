import type { Session } from '../model/session.ts';
import type { Words } from '../words/index.ts';

/** What every view of one chat shares. */
export interface ChatContext {
  session: Session;
  words: Words;
  /** Address of the server, for relative links and pictures. */
  base: string;
  /** Level of the title: the page's first heading, or one of another page's. */
  heading: 1 | 2;
}
