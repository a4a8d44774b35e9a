import type { PressedAlert } from '../../care/index.ts';
import type { CustomerId, Locale } from '../../core/index.ts';

/** Alerts as a turn asks about them; the composition root brings them from the care house. */
export interface AlertDesk {
  /** Null: not theirs, or over. */
  pressed(choice: string, alert: string, customer: CustomerId): Promise<PressedAlert | null>;
  /** What is answered at once; null: a dialogue takes it from here. */
  reply(pressed: PressedAlert, locale: Locale): string | null;
}
