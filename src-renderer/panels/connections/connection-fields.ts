import type { ConnectionSettings, ConnectionsView, ServerName } from '../../../src-core/contract/connections.ts';

/** The settings that are written in the panel, by their path in ConnectionSettings. */
export const FIELDS = [
  'profile',
  'workstation',
  'account.owner',
  'account.number',
  'servers.postgresql.url',
  'servers.redis.url',
  'servers.influxdb.url',
  'servers.influxdb.organisation',
  'servers.influxdb.bucket',
  'gateway.host',
  'gateway.port',
  'gateway.clientId',
  'gateway.account',
  'gateway.lines',
] as const;
export type Field = (typeof FIELDS)[number];
export type CredentialField = `credentials.${ServerName}`;

export function isField(path: string): path is Field {
  return FIELDS.some((field) => field === path);
}

export function isCredentialField(path: string): path is CredentialField {
  return path === 'credentials.postgresql' || path === 'credentials.redis' || path === 'credentials.influxdb';
}

/** What was written over the settings that are kept. */
export type Edits = Readonly<Partial<Record<Field, string>>>;

const READ: Readonly<Record<Field, (settings: ConnectionSettings) => string>> = {
  profile: ({ profile }) => profile,
  workstation: ({ workstation }) => workstation,
  'account.owner': ({ account }) => account.owner,
  'account.number': ({ account }) => account.number,
  'servers.postgresql.url': ({ servers }) => servers.postgresql.url,
  'servers.redis.url': ({ servers }) => servers.redis.url,
  'servers.influxdb.url': ({ servers }) => servers.influxdb.url,
  'servers.influxdb.organisation': ({ servers }) => servers.influxdb.organisation,
  'servers.influxdb.bucket': ({ servers }) => servers.influxdb.bucket,
  'gateway.host': ({ gateway }) => gateway.host,
  'gateway.port': ({ gateway }) => String(gateway.port),
  'gateway.clientId': ({ gateway }) => String(gateway.clientId),
  'gateway.account': ({ gateway }) => gateway.account,
  'gateway.lines': ({ gateway }) => String(gateway.lines),
};

export function valueOf(settings: ConnectionSettings, field: Field): string {
  return READ[field](settings);
}

/** NaN where the text is none. */
function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** The settings as they would be saved: edits over what is kept, without spaces around them. A number that is none is NaN. */
export function editedSettings(kept: ConnectionSettings, edits: Edits): ConnectionSettings {
  const at = (field: Field): string => (edits[field] ?? valueOf(kept, field)).trim();
  const { postgresql, redis, influxdb } = kept.servers;
  return {
    profile: at('profile') === 'desk' ? 'desk' : 'local',
    workstation: at('workstation'),
    account: { owner: at('account.owner'), number: at('account.number') },
    servers: {
      postgresql: { ...postgresql, url: at('servers.postgresql.url') },
      redis: { ...redis, url: at('servers.redis.url') },
      influxdb: { ...influxdb, url: at('servers.influxdb.url'), organisation: at('servers.influxdb.organisation'), bucket: at('servers.influxdb.bucket') },
    },
    gateway: { host: at('gateway.host'), port: wholeNumber(at('gateway.port')), clientId: wholeNumber(at('gateway.clientId')), account: at('gateway.account').toUpperCase(), lines: wholeNumber(at('gateway.lines')) },
  };
}

/** The environment variable or flag that decides a setting; null where the panel does. */
export function decidedBy(overrides: ConnectionsView['overrides'], path: Field | CredentialField): string | null {
  return overrides.find((override) => override.path === path)?.variable ?? null;
}
