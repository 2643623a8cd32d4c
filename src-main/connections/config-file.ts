import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { PROFILES } from '../../src-core/contract/connections.ts';
import { StartFailure } from '../start-failure.ts';
import { writeOwnerFile } from './owner-file.ts';
import type { FileTexts, RecordingPath, SettingPath } from './setting-paths.ts';

/** The config file's name in the data directory. */
export const CONFIG_FILE = 'config.json';

const text = z.string();
const urlOnly = z.strictObject({ url: text.optional() });
const configSchema = z.strictObject({
  profile: z.enum(PROFILES).optional(),
  workstation: text.optional(),
  account: z.strictObject({ owner: text.optional(), number: text.optional() }).optional(),
  servers: z
    .strictObject({
      postgresql: urlOnly.optional(),
      redis: urlOnly.optional(),
      influxdb: z.strictObject({ url: text.optional(), organisation: text.optional(), bucket: text.optional() }).optional(),
    })
    .optional(),
  gateway: z
    .strictObject({ host: text.optional(), port: z.number().optional(), clientId: z.number().optional(), account: text.optional(), lines: z.number().optional() })
    .optional(),
  recordings: z.strictObject({ enabled: z.boolean().optional(), maximumGigabytes: z.number().optional() }).optional(),
});

/** The fields that each part of the file may have. */
const FIELDS: Readonly<Record<string, string>> = {
  '': 'profile, workstation, account, servers, gateway, recordings',
  account: 'owner, number',
  servers: 'postgresql, redis, influxdb',
  'servers.postgresql': 'url',
  'servers.redis': 'url',
  'servers.influxdb': 'url, organisation, bucket',
  gateway: 'host, port, clientId, account, lines',
  recordings: 'enabled, maximumGigabytes',
};

/**
 * Reads what the file sets; nothing where there is no file. Values are not checked further than their type.
 * Throws StartFailure, in one line that names the file and the field and shows nothing that may be a password.
 */
export function readConfigFile(path: string): Partial<FileTexts> {
  if (!existsSync(path)) return {};
  const result = configSchema.safeParse(parsed(path));
  if (!result.success) throw new StartFailure(`${path}: ${sentenceOf(result.error.issues[0])}`);
  const { profile, workstation, account, servers, gateway, recordings } = result.data;
  const set: Partial<Record<SettingPath | RecordingPath, string | undefined>> = {
    profile,
    workstation,
    'account.owner': account?.owner,
    'account.number': account?.number,
    'servers.postgresql.url': servers?.postgresql?.url,
    'servers.redis.url': servers?.redis?.url,
    'servers.influxdb.url': servers?.influxdb?.url,
    'servers.influxdb.organisation': servers?.influxdb?.organisation,
    'servers.influxdb.bucket': servers?.influxdb?.bucket,
    'gateway.host': gateway?.host,
    'gateway.port': gateway?.port?.toString(),
    'gateway.clientId': gateway?.clientId?.toString(),
    'gateway.account': gateway?.account,
    'gateway.lines': gateway?.lines?.toString(),
    'recordings.enabled': recordings?.enabled?.toString(),
    'recordings.maximumGigabytes': recordings?.maximumGigabytes?.toString(),
  };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

/** Replaces the file whole, for its owner alone. What is undefined is left out. */
export function writeConfigFile(path: string, texts: Partial<FileTexts>): void {
  const config = {
    profile: texts.profile,
    workstation: texts.workstation,
    account: { owner: texts['account.owner'], number: texts['account.number'] },
    servers: {
      postgresql: { url: texts['servers.postgresql.url'] },
      redis: { url: texts['servers.redis.url'] },
      influxdb: {
        url: texts['servers.influxdb.url'],
        organisation: texts['servers.influxdb.organisation'],
        bucket: texts['servers.influxdb.bucket'],
      },
    },
    gateway: {
      host: texts['gateway.host'],
      port: numberOf(texts['gateway.port']),
      clientId: numberOf(texts['gateway.clientId']),
      account: texts['gateway.account'],
      lines: numberOf(texts['gateway.lines']),
    },
    ...recordingsOf(texts),
  };
  writeOwnerFile(path, `${JSON.stringify(config, null, 2)}\n`);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function recordingsOf(texts: Partial<FileTexts>): Readonly<Record<string, unknown>> {
  const enabled = texts['recordings.enabled'];
  const gigabytes = texts['recordings.maximumGigabytes'];
  if (enabled === undefined && gigabytes === undefined) return {};
  return { recordings: { ...(enabled !== undefined && { enabled: enabled === 'true' }), ...(gigabytes !== undefined && { maximumGigabytes: Number(gigabytes) }) } };
}

function parsed(path: string): unknown {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartFailure(`${path} cannot be read (${error instanceof Error ? error.message : String(error)}); expected a JSON file`, { cause: error });
  }
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's own words quote the file.
    const [, place] = /\((line \d+ column \d+)\)/.exec(error instanceof Error ? error.message : '') ?? [];
    throw new StartFailure(`${path} is not JSON${place === undefined ? '' : ` (${place})`}; expected { "profile": "local" or "desk", "servers": … }`);
  }
}

function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const field = path === '' ? key : `${path}.${key}`;
    if (/pass|token|secret|credential/i.test(key)) {
      return `${field}: a password or token does not belong in this file; give it in the Connections panel, or in the environment`;
    }
    return `unknown field "${field}"; expected ${FIELDS[path] ?? 'none'}`;
  }
  return `${path === '' ? 'the whole' : path}: ${issue?.message ?? 'not valid'}`;
}
