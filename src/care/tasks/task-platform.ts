/** A platform on which employees send what we only propose (WeCom's customer contact). */
export interface TaskPlatform {
  /** Asks the platform to show a message to the employees who are to send it. Nothing is sent by this. */
  propose(proposal: Proposal): Promise<Proposed>;
  /** The employee who owns each of these rooms, who alone can send to it; a room that is not known is left out. */
  ownersOf(rooms: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The employees who were asked, and whether they have confirmed. */
  employees(messageId: string): Promise<readonly { employee: string; confirmed: boolean }[]>;
  /** What became of each receiver of one employee. */
  results(messageId: string, employee: string): Promise<readonly { receiver: string; status: ReceiverStatus }[]>;
  /** Reminds the employees who have not confirmed. */
  remind(messageId: string): Promise<void>;
}

/** Receivers are the peers of their addresses, at most 500. */
export type Proposal =
  /** Shown to whoever looks after each of these customers. */
  | { kind: 'customers'; receivers: readonly string[]; text: string }
  /** Shown to `sender`, who owns all of these rooms. */
  | { kind: 'rooms'; sender: string; receivers: readonly string[]; text: string };

export type ReceiverStatus = 'waiting' | 'sent' | 'not-friend' | 'over-quota';

export type Proposed =
  | { kind: 'created'; messageId: string; failed: readonly string[] }
  | { kind: 'refused'; detail: string }
  /** Not taken for certain, and worth trying again. */
  | { kind: 'later'; detail: string }
  /** It may or may not have been created: never asked for again by itself. */
  | { kind: 'unsure'; detail: string };

/** By the channel's id and account; null: it has none. */
export type TaskPlatformOf = (channel: string, account: string) => TaskPlatform | null;
