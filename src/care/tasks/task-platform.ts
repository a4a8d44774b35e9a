/** A platform on which employees send what we only propose (WeCom's customer contact). */
export interface TaskPlatform {
  /** Proposes one message for these receivers. The platform shows it to the employees who look after them. */
  propose(receivers: readonly string[], text: string): Promise<Proposed>;
  /** The employees who were asked, and whether they have confirmed. */
  employees(messageId: string): Promise<readonly { employee: string; confirmed: boolean }[]>;
  /** What became of each receiver of one employee. */
  results(messageId: string, employee: string): Promise<readonly { receiver: string; status: ReceiverStatus }[]>;
  /** Reminds the employees who have not confirmed. */
  remind(messageId: string): Promise<void>;
}

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
