import type { ConnectionSettings, ServerName } from '../../src-core/contract/connections.ts';

/** Every setting by its path, with the environment variable that decides it where it is given. */
export const VARIABLES = {
  profile: 'SMART_0DTE_PROFILE',
  workstation: 'SMART_0DTE_WORKSTATION',
  'account.owner': 'SMART_0DTE_ACCOUNT_OWNER',
  'account.number': 'SMART_0DTE_ACCOUNT',
  'servers.postgresql.url': 'SMART_0DTE_POSTGRES_URL',
  'servers.redis.url': 'SMART_0DTE_REDIS_URL',
  'servers.influxdb.url': 'SMART_0DTE_INFLUX_URL',
  'servers.influxdb.organisation': 'SMART_0DTE_INFLUX_ORG',
  'servers.influxdb.bucket': 'SMART_0DTE_INFLUX_BUCKET',
  'gateway.host': 'SMART_0DTE_GATEWAY_HOST',
  'gateway.port': 'SMART_0DTE_GATEWAY_PORT',
  'gateway.clientId': 'SMART_0DTE_GATEWAY_CLIENT_ID',
  'gateway.account': 'SMART_0DTE_GATEWAY_ACCOUNT',
  'gateway.lines': 'SMART_0DTE_GATEWAY_LINES',
} as const;

/** Settings of what is recorded, with the variable that decides each where it is given. The Connections panel does not change them. */
export const RECORDING_VARIABLES = {
  'recordings.enabled': 'SMART_0DTE_RECORDINGS',
  'recordings.maximumGigabytes': 'SMART_0DTE_RECORDINGS_GB',
} as const;

export type RecordingPath = keyof typeof RECORDING_VARIABLES;

export type SettingPath = keyof typeof VARIABLES;
export const SETTING_PATHS = Object.keys(VARIABLES) as readonly SettingPath[];
/** Those that count in either profile. */
export const GATEWAY_PATHS = ['gateway.host', 'gateway.port', 'gateway.clientId', 'gateway.account', 'gateway.lines'] as const satisfies readonly SettingPath[];

/** The variables of passwords and tokens. */
export const SECRET_VARIABLES: Readonly<Record<ServerName, string>> = {
  postgresql: 'SMART_0DTE_POSTGRES_PASSWORD',
  redis: 'SMART_0DTE_REDIS_PASSWORD',
  influxdb: 'SMART_0DTE_INFLUX_TOKEN',
};

export const URL_PATHS = {
  postgresql: 'servers.postgresql.url',
  redis: 'servers.redis.url',
  influxdb: 'servers.influxdb.url',
} as const satisfies Record<ServerName, SettingPath>;

/** The settings side by side, as text that is not yet checked. */
export type SettingTexts = Readonly<Record<SettingPath, string>>;
/** What a config file may hold. */
export type FileTexts = SettingTexts & Readonly<Record<RecordingPath, string>>;

export function textsOf({ profile, workstation, account, servers, gateway }: ConnectionSettings): SettingTexts {
  return {
    profile,
    workstation,
    'account.owner': account.owner,
    'account.number': account.number,
    'servers.postgresql.url': servers.postgresql.url,
    'servers.redis.url': servers.redis.url,
    'servers.influxdb.url': servers.influxdb.url,
    'servers.influxdb.organisation': servers.influxdb.organisation,
    'servers.influxdb.bucket': servers.influxdb.bucket,
    'gateway.host': gateway.host,
    'gateway.port': String(gateway.port),
    'gateway.clientId': String(gateway.clientId),
    'gateway.account': gateway.account,
    'gateway.lines': String(gateway.lines),
  };
}
