import { readGateRules, writeGateRules } from '../../../care/index.ts';
import { audit } from '../../../handoff/index.ts';
import type { GATE_API } from '../../contract/gate.ts';
import type { Handlers } from '../desk-parts.ts';

export const gateCalls: Handlers<keyof typeof GATE_API> = {
  gateRules: ({ storage }) => readGateRules(storage.db),
  async setGateRules({ storage }, { who, body, now, ip }) {
    await storage.transact(async (tx) => {
      await writeGateRules(tx, body);
      const detail = JSON.stringify(body);
      await audit(tx, { actor: who.actor, action: 'gate.rules', object: 'gate', detail, ip }, now);
    });
    return body;
  },
};
