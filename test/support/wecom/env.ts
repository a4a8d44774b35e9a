import { CALLBACK } from './callbacks.ts';
import type { WeComPeer } from './index.ts';
import { CORP } from './world.ts';

/** Variables that switch WeCom on, against the peer. */
export function wecomEnv(peer: WeComPeer): Record<string, string> {
  return {
    WECOM_CORP_ID: CORP.corpId,
    WECOM_SECRET: CORP.secret,
    WECOM_CALLBACK_TOKEN: CALLBACK.token,
    WECOM_CALLBACK_AES_KEY: CALLBACK.aesKey,
    WECOM_API_ROOT: peer.apiRoot,
  };
}
