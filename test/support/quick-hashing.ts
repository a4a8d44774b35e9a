import { createHash } from 'node:crypto';
import type { PasswordHashing } from '../../src/server/auth/staff-auth.ts';

/** Keeps passwords apart and nothing else: what is tested with it is who may do what. Real hashing is tested in the browser. */
export const quickHashing: PasswordHashing = {
  hash: async (password) => digest(password),
  verify: async ({ hash, password }) => hash === digest(password),
};

function digest(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
