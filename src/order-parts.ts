import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Config } from './config.ts';
import { WarmlineError } from './core/index.ts';
import {
  createKuaidi100,
  createOrderDesk,
  type OrderDesk,
  type OrderSource,
  orderBookSource,
  RestOrderConfig,
  restOrderSource,
  trackedSource,
} from './customers/index.ts';
import type { Storage } from './storage/index.ts';

/** The order system that the configuration names, with live tracking where it is set up. */
export function createConfiguredOrderDesk(
  config: Config,
  storage: Storage,
  onFault: (cause: string) => void,
): OrderDesk {
  const source = config.ORDERS_REST_CONFIG
    ? restOrderSource(readRestConfig(config.ORDERS_REST_CONFIG), config.TIME_ZONE)
    : orderBookSource(storage.db);
  return createOrderDesk(storage, withTracking(config, source, onFault));
}

function withTracking(config: Config, source: OrderSource, onFault: (cause: string) => void): OrderSource {
  const { KUAIDI100_CUSTOMER: customer, KUAIDI100_KEY: key, KUAIDI100_URL: baseUrl } = config;
  if (customer === undefined || key === undefined) return source;
  return trackedSource(source, createKuaidi100({ baseUrl, customer, key, carriers: {} }), onFault);
}

function readRestConfig(file: string): RestOrderConfig {
  try {
    return RestOrderConfig.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new WarmlineError('CONFIG_INVALID', `ORDERS_REST_CONFIG: ${file} cannot be used.\n${detail}`);
  }
}
