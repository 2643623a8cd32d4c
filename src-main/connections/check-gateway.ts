import { type GatewaySettings, gatewaySettingsSchema } from '../../src-core/contract/gateway-settings.ts';
import type { SettingProblem } from './check-settings.ts';
import { GATEWAY_PATHS, type SettingTexts } from './setting-paths.ts';

type GatewayPath = (typeof GATEWAY_PATHS)[number];

const ACCEPTED: Readonly<Record<GatewayPath, string>> = {
  'gateway.host': 'a host name or address such as 127.0.0.1, without port, or nothing for no gateway',
  'gateway.port': 'a whole number from 1 to 65535; TWS listens on 7497 (paper) or 7496, IB Gateway on 4002 or 4001',
  'gateway.clientId': 'a whole number from 1 to 999999',
  'gateway.account': 'an account number such as DU1234567, or nothing for the only one that the gateway serves',
  'gateway.lines': 'a whole number from 10 to 10000',
};

/** Checks where the gateway is; the first problem is told. */
export function checkGateway(texts: SettingTexts): { readonly good: true; readonly gateway: GatewaySettings } | ({ readonly good: false } & SettingProblem) {
  const read = {
    host: texts['gateway.host'],
    port: wholeNumber(texts['gateway.port']),
    clientId: wholeNumber(texts['gateway.clientId']),
    account: texts['gateway.account'],
    lines: wholeNumber(texts['gateway.lines']),
  };
  const isHost = read.host === '' || /^[\w.:%-]*[\w:]$/.test(read.host) && !/^[^:]*:[^:]*$/.test(read.host);
  const isAccount = /^\w*$/.test(read.account);
  const result = gatewaySettingsSchema.safeParse(read);
  const bad = !isHost ? 'host' : !isAccount ? 'account' : result.success ? null : String(result.error.issues[0]?.path[0]);
  if (result.success && bad === null) return { good: true, gateway: result.data };
  const path = GATEWAY_PATHS.find((name) => name === `gateway.${bad}`) ?? 'gateway.host';
  return { good: false, path, problem: `expected ${ACCEPTED[path]} (got ${JSON.stringify(texts[path].slice(0, 80))})` };
}

/** NaN for anything else. */
function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
