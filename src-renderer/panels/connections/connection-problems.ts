import { type ConnectionSettings, type ServerName, SERVERS } from '../../../src-core/contract/connections.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { gatewaySettingsSchema, type GatewaySettings } from '../../../src-core/contract/gateway-settings.ts';
import { type CredentialField, type Field, isCredentialField, isField } from './connection-fields.ts';

/** What is wrong with a field, by field. */
export type ConnectionProblems = Readonly<Partial<Record<Field | CredentialField, string>>>;

interface UrlRule {
  readonly schemes: readonly string[];
  readonly example: string;
}

export const URL_RULES: Readonly<Record<ServerName, UrlRule>> = {
  postgresql: { schemes: ['postgres:', 'postgresql:'], example: 'postgres://user@host:5432/database' },
  redis: { schemes: ['redis:', 'rediss:'], example: 'redis://host:6379/0' },
  influxdb: { schemes: ['http:', 'https:'], example: 'http://host:8086' },
};

/** What the window can tell by itself is wrong with the settings; the core judges the rest. */
export function problemsOf(settings: ConnectionSettings): ConnectionProblems {
  const { profile, workstation, account, servers, gateway } = settings;
  const problems: Partial<Record<Field, string>> = {};
  if (workstation === '') problems.workstation = 'Name this workstation: the others see it by that.';
  if (account.owner === '') problems['account.owner'] = 'Say whose account it is.';
  if (account.number === '') problems['account.number'] = 'Give the account’s number.';
  for (const server of SERVERS) {
    const problem = urlProblem(server, servers[server].url);
    if (problem !== null) problems[`servers.${server}.url`] = problem;
  }
  if (profile === 'desk' && servers.postgresql.url === '') problems['servers.postgresql.url'] = `The desk profile needs it: ${URL_RULES.postgresql.example}`;
  if (servers.influxdb.url !== '') {
    if (servers.influxdb.organisation === '') problems['servers.influxdb.organisation'] = 'InfluxDB needs an organisation.';
    if (servers.influxdb.bucket === '') problems['servers.influxdb.bucket'] = 'InfluxDB needs a bucket.';
  }
  return { ...problems, ...gatewayProblems(gateway) };
}

const GATEWAY_PROBLEMS: Readonly<Record<keyof GatewaySettings, string>> = {
  host: 'A host is at most 255 characters: expected a name or an address like 127.0.0.1',
  port: 'Expected a port from 1 to 65535: IB Gateway’s is 4002 for paper trading and 4001 for live, TWS’s 7497 and 7496',
  clientId: 'Expected a whole number from 1 to 999999; 0 is the gateway’s own window',
  account: 'Expected a number like DU1234567, or nothing for the only account that the gateway serves',
  lines: 'Expected a whole number from 10 to 10000; an account has 100 unless more were bought',
};

/** What is wrong with where the gateway is, by field. */
export function gatewayProblems(gateway: GatewaySettings): ConnectionProblems {
  const problems: Partial<Record<Field, string>> = {};
  for (const issue of gatewaySettingsSchema.safeParse(gateway).error?.issues ?? []) {
    const name = GATEWAY_FIELDS.find((field) => field === issue.path[0]);
    if (name !== undefined) problems[`gateway.${name}`] = GATEWAY_PROBLEMS[name];
  }
  if (/[\s/]/.test(gateway.host)) problems['gateway.host'] = `Not a host: expected a name or an address like 127.0.0.1, without a scheme; the port stands beside it`;
  return problems;
}

const GATEWAY_FIELDS = ['host', 'port', 'clientId', 'account', 'lines'] as const;

/** Empty is no server. */
function urlProblem(server: ServerName, text: string): string | null {
  if (text === '') return null;
  const { schemes, example } = URL_RULES[server];
  const expected = `expected ${example}`;
  const url = URL.parse(text);
  if (url === null) return `Not a URL: ${expected}`;
  if (!schemes.includes(url.protocol)) return `“${url.protocol}//” is not ${schemes.map((scheme) => `${scheme}//`).join(' or ')}: ${expected}`;
  return url.hostname === '' ? `No host in it: ${expected}` : null;
}

/** Where a failed save belongs: at its field, or with the panel where it names none of them. */
export function problemsOfSave(failure: unknown): { readonly problems: ConnectionProblems; readonly text: string | null } {
  return placed(failure, (path) => path.replace(/^settings\./, ''));
}

/** {@link problemsOfSave} of the gateway's test. */
export function problemsOfGatewayTest(failure: unknown): { readonly problems: ConnectionProblems; readonly text: string | null } {
  return placed(failure, (path) => path.replace(/^settings\./, 'gateway.'));
}

/** {@link problemsOfSave} of a server's test. */
export function problemsOfTest(server: ServerName, failure: unknown): { readonly problems: ConnectionProblems; readonly text: string | null } {
  return placed(failure, (path) => (path === 'credential' ? `credentials.${server}` : path.replace(/^settings\./, `servers.${server}.`)));
}

function placed(failure: unknown, fieldOf: (path: string) => string): { readonly problems: ConnectionProblems; readonly text: string | null } {
  const message = failure instanceof Error ? failure.message : String(failure);
  const path = failure instanceof ContractFailure && failure.field !== undefined ? failure.field : '';
  const field = fieldOf(path);
  if (!isField(field) && !isCredentialField(field)) return { problems: {}, text: message };
  // The message begins with the path, which the field's place says already.
  const problem = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  return { problems: { [field]: problem.charAt(0).toUpperCase() + problem.slice(1) }, text: null };
}
