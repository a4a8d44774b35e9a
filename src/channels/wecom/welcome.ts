import * as z from 'zod';
import { type Address, addressKey } from '../../core/index.ts';

/** WeCom takes the code of `enter_session` for 20 seconds. */
const CODE_LIFE_MS = 20_000;

const Welcome = z.object({ code: z.string().min(1), until: z.number() });

/** Under which name the code of one customer is noted: whichever process sends finds it, and an erasure too. */
export function welcomeNote(customer: Address): string {
  return `welcome:${addressKey(customer)}`;
}

export function writeWelcome(code: string, enteredAt: number): string {
  return JSON.stringify({ code, until: enteredAt + CODE_LIFE_MS });
}

/** The code, while it is good. */
export function readWelcome(note: string, now: number): string | null {
  const read = Welcome.safeParse(JSON.parse(note)).data;
  return read !== undefined && now < read.until ? read.code : null;
}
