import type { Session } from '../model/session.ts';
import type { Words } from '../words/index.ts';

/** What every view of one chat shares. */
export interface ChatContext {
  session: Session;
  words: Words;
  /** Address of the server, for relative links and pictures. */
  base: string;
}
