import type { Config } from '../config.ts';
import { systemClock } from '../system.ts';

/** What `warmline doctor` looks at; empty when WeCom is not switched on. */
export async function wecomChecks(config: Config): Promise<{ what: string; check: () => Promise<string> }[]> {
  const { WECOM_CORP_ID: corpId, WECOM_SECRET: secret, WECOM_API_ROOT: apiRoot } = config;
  if (!corpId || !secret) return [];
  const { checkContacts, checkKf } = await import('../channels/wecom/index.ts');
  const reach = { apiRoot, corpId, secret, clock: systemClock };
  const kf = { what: 'WeCom', check: () => checkKf(reach, config.PUBLIC_URL ?? null) };
  if (!config.WECOM_CONTACTS) return [kf];
  const own = { ...reach, secret: config.WECOM_CONTACT_SECRET ?? secret };
  return [kf, { what: 'WeCom contacts', check: () => checkContacts(own) }];
}
