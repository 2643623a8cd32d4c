import { GATEWAY_DEFAULTS } from '../../src-core/contract/gateway-settings.ts';
import type { ServerName } from '../../src-core/contract/connections.ts';
import { SERVERS } from '../../src-core/contract/connections.ts';
import type { DeskSettings } from '../desk-settings.ts';
import { StartFailure } from '../start-failure.ts';
import { checkSettings } from './check-settings.ts';
import { readConfigFile } from './config-file.ts';
import { readServerUrl } from './server-url.ts';
import type { Override, RecordingSettings, SettingsInForce } from './settings-in-force.ts';
import { type FileTexts, RECORDING_VARIABLES, type RecordingPath, SECRET_VARIABLES, SETTING_PATHS, type SettingPath, type SettingTexts, URL_PATHS, VARIABLES } from './setting-paths.ts';

export interface SettingsSources {
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What --profile says; null where it is not given. */
  readonly profile: string | null;
  /** What this machine calls itself. */
  readonly hostname: string;
}

/** What counts where nothing is set. */
export function defaultTexts(hostname: string): SettingTexts {
  return {
    profile: 'local',
    workstation: hostname.trim().slice(0, 60).trim() || 'workstation',
    'account.owner': 'desk',
    'account.number': 'PAPER-1',
    'servers.postgresql.url': '',
    'servers.redis.url': '',
    'servers.influxdb.url': '',
    'servers.influxdb.organisation': '',
    'servers.influxdb.bucket': '',
    'gateway.host': GATEWAY_DEFAULTS.host,
    'gateway.port': String(GATEWAY_DEFAULTS.port),
    'gateway.clientId': String(GATEWAY_DEFAULTS.clientId),
    'gateway.account': GATEWAY_DEFAULTS.account,
    'gateway.lines': String(GATEWAY_DEFAULTS.lines),
  };
}

/**
 * For safe mode: the local profile whatever is set elsewhere, and no recording. What cannot be read is left aside, the
 * file and the environment together, and said in the result.
 */
export function readSettingsSafely(sources: SettingsSources): SettingsInForce {
  const local = { ...sources, profile: 'local' };
  try {
    const read = readSettings(local, SAFE_MODE);
    return { ...read, recordings: { ...read.recordings, enabled: false } };
  } catch (failure) {
    if (!(failure instanceof StartFailure)) throw failure;
    const initial = readSettings({ ...local, configFile: '', environment: {} }, SAFE_MODE);
    // As much room as there can be: what is recorded already must not make way because of a file that cannot be read.
    return { ...initial, configFile: sources.configFile, recordings: { enabled: false, maximumGigabytes: MOST_GIGABYTES }, leftAside: failure.message };
  }
}

const SAFE_MODE = '--safe-mode';

/** Lays the flags over the environment over the config file. Throws StartFailure, which names where the value stands. */
export function readSettings({ configFile, environment, profile, hostname }: SettingsSources, profileBy = '--profile'): SettingsInForce {
  const file = readConfigFile(configFile);
  refusePasswords(configFile, file);
  const decided = decisions(environment, profile, profileBy);
  const texts: SettingTexts = { ...defaultTexts(hostname), ...file, ...Object.fromEntries([...decided].map(([path, { value }]) => [path, value])) };
  const checked = checkSettings(texts);
  if (!checked.good) {
    const by = decided.get(checked.path)?.by;
    throw new StartFailure(by === undefined ? `${configFile}: ${checked.path}: ${checked.problem}` : `${by} (${checked.path}): ${checked.problem}`);
  }
  const overrides: Override[] = [...decided].map(([path, { by }]) => ({ path, variable: by }));
  const secrets: Record<ServerName, string | null> = { postgresql: null, redis: null, influxdb: null };
  for (const server of SERVERS) {
    const own = given(environment, SECRET_VARIABLES[server]);
    secrets[server] = own ?? checked.secrets[server];
    if (secrets[server] === null) continue;
    overrides.push({ path: `credentials.${server}`, variable: own === null ? VARIABLES[URL_PATHS[server]] : SECRET_VARIABLES[server] });
  }
  return { configFile, settings: checked.settings, recordings: readRecordings(configFile, file, environment), overrides, secrets };
}

const RECORDINGS: RecordingSettings = { enabled: true, maximumGigabytes: 5 };
const MOST_GIGABYTES = 10_000;

function readRecordings(configFile: string, file: Partial<FileTexts>, environment: SettingsSources['environment']): RecordingSettings {
  const read = <T>(path: RecordingPath, parse: (text: string) => T | null, accepted: string, usual: T): T => {
    const variable = given(environment, RECORDING_VARIABLES[path]);
    const text = variable ?? file[path];
    if (text === undefined) return usual;
    const value = parse(text);
    if (value !== null) return value;
    const where = variable === null ? `${configFile}: ${path}` : `${RECORDING_VARIABLES[path]} (${path})`;
    throw new StartFailure(`${where}: expected ${accepted} (got ${JSON.stringify(text)})`);
  };
  const switched = (text: string): boolean | null => (['true', 'on'].includes(text) ? true : ['false', 'off'].includes(text) ? false : null);
  const gigabytes = (text: string): number | null => (Number(text) > 0 && Number(text) <= MOST_GIGABYTES ? Number(text) : null);
  return {
    enabled: read('recordings.enabled', switched, 'true or false', RECORDINGS.enabled),
    maximumGigabytes: read('recordings.maximumGigabytes', gigabytes, `a number above 0, ${MOST_GIGABYTES} at most`, RECORDINGS.maximumGigabytes),
  };
}

/** The desk that these settings ask for; null for the local profile. */
export function deskOf({ settings, secrets }: SettingsInForce): DeskSettings | null {
  const { profile, workstation, account, servers } = settings;
  if (profile === 'local') return null;
  const { postgresql, redis, influxdb } = servers;
  return {
    workstation,
    account,
    postgresql: { url: postgresql.url, password: secrets.postgresql },
    redis: redis.url === '' ? null : { url: redis.url, password: secrets.redis },
    influxdb: influxdb.url === '' ? null : { ...influxdb, token: secrets.influxdb },
  };
}

/** The settings that do not come from the file, and by what they are given. */
function decisions(environment: SettingsSources['environment'], profile: string | null, profileBy: string): Map<SettingPath, { readonly value: string; readonly by: string }> {
  const decided = new Map<SettingPath, { readonly value: string; readonly by: string }>();
  for (const path of SETTING_PATHS) {
    const value = given(environment, VARIABLES[path]);
    if (value !== null) decided.set(path, { value, by: VARIABLES[path] });
  }
  if (profile !== null) decided.set('profile', { value: profile, by: profileBy });
  return decided;
}

/** An empty variable is one that is not given. */
function given(environment: SettingsSources['environment'], variable: string): string | null {
  const value = environment[variable];
  return value === undefined || value === '' ? null : value;
}

function refusePasswords(configFile: string, file: Partial<FileTexts>): void {
  for (const server of SERVERS) {
    const path = URL_PATHS[server];
    const text = file[path] ?? '';
    if (text === '') continue;
    const reading = readServerUrl(server, text);
    if (!reading.good) throw new StartFailure(`${configFile}: ${path}: ${reading.problem}`);
    if (reading.password === null) continue;
    throw new StartFailure(
      `${configFile}: ${path} holds a password, which does not belong in this file; take it out, and give it in the Connections panel or in ${SECRET_VARIABLES[server]}`,
    );
  }
}
