import { type ConnectionSettings, PROFILES, type ServerName, SERVERS } from '../../src-core/contract/connections.ts';
import { checkGateway } from './check-gateway.ts';
import { readServerUrl } from './server-url.ts';
import type { Secrets } from './settings-in-force.ts';
import { type SettingPath, type SettingTexts, URL_PATHS } from './setting-paths.ts';

/** What is wrong with one setting: its value, where that may be shown, and what would be accepted. */
export interface SettingProblem {
  readonly path: SettingPath;
  readonly problem: string;
}

export type CheckedSettings =
  | {
      readonly good: true;
      /** Without the passwords. */
      readonly settings: ConnectionSettings;
      /** Those that stood in the URLs. */
      readonly secrets: Secrets;
    }
  | ({ readonly good: false } & SettingProblem);

const LONGEST: Partial<Readonly<Record<SettingPath, number>>> = {
  workstation: 60,
  'account.owner': 50,
  'account.number': 50,
  'servers.influxdb.organisation': 200,
  'servers.influxdb.bucket': 200,
};
const LONGEST_URL = 500;

/** Checks all settings together; the first problem is told. */
export function checkSettings(texts: SettingTexts): CheckedSettings {
  const bad = (path: SettingPath, problem: string): CheckedSettings => ({ good: false, path, problem });
  const given = (path: SettingPath): string => `(got ${JSON.stringify(texts[path].slice(0, 80))})`;

  const profile = PROFILES.find((name) => name === texts.profile);
  if (profile === undefined) return bad('profile', `expected ${PROFILES.join(' or ')} ${given('profile')}`);
  for (const path of ['workstation', 'account.owner', 'account.number'] as const) {
    const longest = LONGEST[path] ?? 0;
    if (!isName(texts[path], longest) || texts[path] === '') return bad(path, `expected 1 to ${longest} characters, without blanks at the ends ${given(path)}`);
  }

  const urls: Record<ServerName, string> = { postgresql: '', redis: '', influxdb: '' };
  const secrets: Record<ServerName, string | null> = { postgresql: null, redis: null, influxdb: null };
  for (const server of SERVERS) {
    const path = URL_PATHS[server];
    if (texts[path] === '') continue;
    if (texts[path].length > LONGEST_URL) return bad(path, `expected at most ${LONGEST_URL} characters (got ${texts[path].length})`);
    const reading = readServerUrl(server, texts[path]);
    if (!reading.good) return bad(path, reading.problem);
    urls[server] = reading.url;
    secrets[server] = reading.password;
  }

  for (const path of ['servers.influxdb.organisation', 'servers.influxdb.bucket'] as const) {
    const longest = LONGEST[path] ?? 0;
    if (!isName(texts[path], longest)) return bad(path, `expected at most ${longest} characters, without blanks at the ends ${given(path)}`);
    if (urls.influxdb !== '' && texts[path] === '') return bad(path, `expected a name, because servers.influxdb.url is given ${given(path)}`);
  }
  if (profile === 'desk' && urls.postgresql === '') {
    return bad('servers.postgresql.url', 'the desk profile needs a database; expected postgres://user@host:5432/database (got nothing)');
  }
  const gateway = checkGateway(texts);
  if (!gateway.good) return gateway;
  return {
    good: true,
    settings: {
      profile,
      workstation: texts.workstation,
      account: { owner: texts['account.owner'], number: texts['account.number'] },
      servers: {
        postgresql: { url: urls.postgresql, organisation: '', bucket: '' },
        redis: { url: urls.redis, organisation: '', bucket: '' },
        influxdb: { url: urls.influxdb, organisation: texts['servers.influxdb.organisation'], bucket: texts['servers.influxdb.bucket'] },
      },
      gateway: gateway.gateway,
    },
    secrets,
  };
}

function isName(text: string, longest: number): boolean {
  return text.length <= longest && text.trim() === text && !/\p{Cc}/u.test(text);
}
