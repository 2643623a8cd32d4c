import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import type { ConnectionSettings, ConnectionTest } from '../../../src-core/contract/connections.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { ConnectionTesters } from '../../../src-main/connections/connection-testers.ts';
import { Connections } from '../../../src-main/connections/connections.ts';
import { createFileVault } from '../../../src-main/connections/file-vault.ts';
import { readSettings } from '../../../src-main/connections/read-settings.ts';
import type { Vault } from '../../../src-main/connections/vault.ts';

let directory: string;
let configFile: string;
let vault: Vault;
/** What the testers were given, and what they answer. */
let tried: unknown[];
let answer: Pick<ConnectionTest, 'outcome' | 'text'>;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'connections-'));
  configFile = join(directory, 'config.json');
  vault = createFileVault(directory);
  tried = [];
  answer = { outcome: 'good', text: 'is ready' };
});
afterEach(() => rmSync(directory, { recursive: true }));

const tester = async (access: unknown): Promise<ConnectionTest> => {
  tried.push(access);
  return { ...answer, version: null, milliseconds: 1 };
};
const testers: ConnectionTesters = {
  postgresql: tester,
  redis: tester,
  influxdb: tester,
  gateway: async (settings) => {
    tried.push(settings);
    return { outcome: 'good', text: 'It serves DU1234567.', serverVersion: 187, accounts: ['DU1234567'], milliseconds: 1 };
  },
};

function open(environment: Record<string, string> = {}): Promise<Connections> {
  const inForce = readSettings({ configFile, environment, profile: null, hostname: 'left' });
  return Connections.open({ inForce, vault, testers, servers: () => [], desk: () => null, retention: () => [] });
}

const server = (url = '', organisation = '', bucket = '') => ({ url, organisation, bucket });
function deskSettings(servers: Partial<ConnectionSettings['servers']> = {}): ConnectionSettings {
  return {
    profile: 'desk',
    workstation: 'left',
    account: { owner: 'ann', number: 'PAPER-7' },
    servers: { postgresql: server('postgres://desk@db/books'), redis: server('redis://cache:6379'), influxdb: server(), ...servers },
    gateway: GATEWAY_DEFAULTS,
  };
}

async function refusal(promise: Promise<unknown>): Promise<ContractFailure> {
  const failure = await promise.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
  if (!(failure instanceof ContractFailure)) throw new Error(String(failure));
  return failure;
}

describe('saving', () => {
  test('keeps settings in the file and secrets in the vault, for the next start', async () => {
    const connections = await open();
    expect(connections.view()).toMatchObject({ settings: { profile: 'local', workstation: 'left' }, restartNeeded: false, vault: 'file', configFile });
    const settings = deskSettings({ postgresql: server('postgres://desk:hunter%2F2@db/books'), influxdb: server('http://influx:8086', 'house', 'market') });
    const view = await connections.save({ settings, credentials: { influxdb: 'hunter-4' } });
    expect(view.settings).toEqual(deskSettings({ influxdb: server('http://influx:8086', 'house', 'market') }));
    expect(view).toMatchObject({ credentials: { postgresql: true, redis: false, influxdb: true }, restartNeeded: true });
    expect(JSON.stringify(view)).not.toContain('hunter');
    expect(readFileSync(configFile, 'utf8')).not.toContain('hunter');
    expect(readFileSync(configFile, 'utf8')).toContain('\n  "servers": {\n');
    if (process.platform !== 'win32') expect(statSync(configFile).mode & 0o777).toBe(0o600);
    expect([await vault.get('postgresql'), await vault.get('influxdb')]).toEqual(['hunter/2', 'hunter-4']);

    const next = await open();
    expect(next.view()).toEqual({ ...view, restartNeeded: false });
    // The same again changes nothing, and a secret alone needs a new start.
    expect((await next.save({ settings: view.settings, credentials: {} })).restartNeeded).toBe(false);
    expect(await next.save({ settings: view.settings, credentials: { postgresql: null } })).toMatchObject({ credentials: { postgresql: false }, restartNeeded: true });
  });

  test.each([
    [{ profile: 'desk', servers: { postgresql: server(), redis: server(), influxdb: server() } }, 'servers.postgresql.url', /the desk profile needs a database; expected postgres:\/\//],
    [{ servers: { postgresql: server('mysql://desk:hunter-2@db/books'), redis: server(), influxdb: server() } }, 'servers.postgresql.url', /begins with mysql:.*expected postgres:/],
    [{ servers: { ...deskSettings().servers, redis: server('redis://cache/books') } }, 'servers.redis.url', /names a database that is no number; expected redis:.*"redis:\/\/cache\/books"/],
    [{ servers: { ...deskSettings().servers, influxdb: server('http://influx:8086', 'house') } }, 'servers.influxdb.bucket', /expected a name/],
    [{ gateway: { ...GATEWAY_DEFAULTS, host: '127.0.0.1:4002' } }, 'gateway.host', /expected a host name or address such as 127.0.0.1, without port.*\(got "127.0.0.1:4002"\)/],
    [{ gateway: { ...GATEWAY_DEFAULTS, clientId: 0 } }, 'gateway.clientId', /expected a whole number from 1 to 999999 \(got "0"\)/],
    [{ workstation: ' left' }, 'workstation', /expected 1 to 60 characters, without blanks at the ends \(got " left"\)/],
  ])('%j is refused and leaves everything as it was', async (part, path, message) => {
    const connections = await open();
    const before = connections.view();
    const failure = await refusal(connections.save({ settings: { ...deskSettings(), ...part } as ConnectionSettings, credentials: { redis: 'hunter-3' } }));
    expect(failure).toMatchObject({ code: 'bad_input', field: `settings.${path}` });
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain('hunter');
    expect(connections.view()).toEqual(before);
    expect([existsSync(configFile), await vault.get('redis')]).toEqual([false, null]);
  });

  test('keeps where the gateway is, which needs a new start in the local profile too', async () => {
    const connections = await open();
    const { settings } = connections.view();
    const gateway = { host: '127.0.0.1', port: 7497, clientId: 21, account: 'DU1234567', lines: 150 };
    const view = await connections.save({ settings: { ...settings, gateway }, credentials: {} });
    expect(view).toMatchObject({ settings: { profile: 'local', gateway }, restartNeeded: true });
    expect(JSON.parse(readFileSync(configFile, 'utf8'))).toMatchObject({ gateway });
    expect((await open()).view()).toMatchObject({ settings: { gateway }, restartNeeded: false });
  });

  test('cannot change what the environment decides, and does not put it into the file', async () => {
    writeFileSync(configFile, JSON.stringify({ servers: { postgresql: { url: 'postgres://desk@old/books' } } }));
    const environment = { SMART_0DTE_POSTGRES_URL: 'postgres://ci@db/books', SMART_0DTE_REDIS_PASSWORD: 'hunter-3' };
    const connections = await open(environment);
    const settings = deskSettings({ postgresql: server('postgres://ci@db/books') });
    expect(await refusal(connections.save({ settings: deskSettings(), credentials: {} }))).toMatchObject({
      field: 'settings.servers.postgresql.url',
      message: expect.stringMatching(/is decided by SMART_0DTE_POSTGRES_URL \("postgres:\/\/ci@db\/books"\)/),
    });
    expect(await refusal(connections.save({ settings, credentials: { redis: 'other' } }))).toMatchObject({
      field: 'credentials.redis',
      message: expect.stringMatching(/is decided by SMART_0DTE_REDIS_PASSWORD/),
    });
    expect((await connections.save({ settings, credentials: {} })).credentials).toEqual({ postgresql: false, redis: true, influxdb: false });
    expect(JSON.parse(readFileSync(configFile, 'utf8'))).toMatchObject({ profile: 'desk', servers: { postgresql: { url: 'postgres://desk@old/books' }, redis: { url: 'redis://cache:6379' } } });
    expect(readFileSync(configFile, 'utf8')).not.toContain('hunter');
  });

  test('hands no kept password to another server', async () => {
    const connections = await open();
    await connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-3' } });
    const moved = deskSettings({ redis: server('redis://elsewhere:6379') });
    expect(await refusal(connections.save({ settings: moved, credentials: {} }))).toMatchObject({
      field: 'credentials.redis',
      message: expect.stringMatching(/what is kept is for another server than elsewhere:6379; expected it again, or null to forget it/),
    });
    await connections.save({ settings: moved, credentials: { redis: 'hunter-5' } });
    expect(await vault.get('redis')).toBe('hunter-5');
  });

  test('keeps all or nothing', async () => {
    const connections = await open();
    await connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-3' } });
    rmSync(configFile);
    // A directory cannot be replaced by a file.
    mkdirSync(join(configFile, 'in-the-way'), { recursive: true });
    const failure = await refusal(connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-5', postgresql: 'hunter-6' } }));
    expect(failure).toMatchObject({ code: 'conflict', message: expect.stringMatching(/config.json cannot be read/) });
    expect([await vault.get('redis'), await vault.get('postgresql')]).toEqual(['hunter-3', null]);
  });

  test('takes the passwords back where the file cannot be written', async () => {
    const folder = join(directory, 'settings');
    mkdirSync(folder);
    configFile = join(folder, 'config.json');
    const connections = await open();
    await connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-3' } });
    rmSync(folder, { recursive: true });
    const failure = await refusal(connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-5', postgresql: 'hunter-6' } }));
    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/^nothing was saved: /) });
    expect([await vault.get('redis'), await vault.get('postgresql')]).toEqual(['hunter-3', null]);
    expect(connections.view().credentials).toEqual({ postgresql: false, redis: true, influxdb: false });
  });
});

describe('a test', () => {
  test('uses what is given, then the URL’s, then what is kept for that server', async () => {
    const connections = await open();
    await connections.save({ settings: deskSettings(), credentials: { redis: 'hunter-3' } });
    await connections.test({ server: 'redis', settings: server('redis://:hunter-5@cache:6379'), credential: 'hunter-4' });
    await connections.test({ server: 'redis', settings: server('redis://:hunter-5@cache:6379') });
    await connections.test({ server: 'redis', settings: server('rediss://cache:6379/3') });
    expect(tried).toEqual([
      { url: 'redis://cache:6379', password: 'hunter-4' },
      { url: 'redis://cache:6379', password: 'hunter-5' },
      { url: 'rediss://cache:6379/3', password: 'hunter-3' },
    ]);
    expect(await vault.get('redis')).toBe('hunter-3');
  });

  test('sends what is kept to no other server, and says so where that is why it failed', async () => {
    const connections = await open({ SMART_0DTE_REDIS_URL: 'redis://:hunter-3@cache' });
    answer = { outcome: 'wrong_password', text: 'Redis asks for a password.' };
    const { text } = await connections.test({ server: 'redis', settings: server('redis://elsewhere') });
    expect(tried).toEqual([{ url: 'redis://elsewhere', password: null }]);
    expect(text).toBe('Redis asks for a password. The password that is kept is for another server and was not sent; give it again to try it here.');
  });

  test('says nothing of a password, whatever the server says', async () => {
    const connections = await open();
    answer = { outcome: 'other', text: 'no hunter-3 here' };
    expect((await connections.test({ server: 'redis', settings: server('redis://cache'), credential: 'hunter-3' })).text).toBe('no … here');
    const bad = await connections.test({ server: 'postgresql', settings: server('postgres://desk:hunter-3@db') });
    expect(bad).toMatchObject({ outcome: 'bad_url', version: null, text: expect.stringMatching(/names no database; expected postgres:/) });
    expect(bad.text).not.toContain('hunter');
    expect(await connections.test({ server: 'redis', settings: server('') })).toMatchObject({ outcome: 'bad_url' });
  });

  test('of InfluxDB needs its names', async () => {
    const connections = await open();
    expect(await refusal(connections.test({ server: 'influxdb', settings: server('http://influx:8086', 'house') }))).toMatchObject({ field: 'settings.bucket' });
    await connections.test({ server: 'influxdb', settings: server('http://influx:8086', 'house', 'market'), credential: 'hunter-4' });
    expect(tried).toEqual([{ url: 'http://influx:8086', token: 'hunter-4', organisation: 'house', bucket: 'market' }]);
  });
});

describe('testing the gateway', () => {
  test('tries what would be saved, and refuses what could not be', async () => {
    const connections = await open();
    const settings = { ...GATEWAY_DEFAULTS, host: '127.0.0.1' };
    expect(await connections.testGateway(settings)).toMatchObject({ outcome: 'good', accounts: ['DU1234567'] });
    expect(await connections.testGateway({ ...settings, host: 'http://gateway:4002' })).toMatchObject({
      outcome: 'bad_settings',
      text: expect.stringMatching(/^gateway.host: expected a host name or address.*\(got "http:\/\/gateway:4002"\)\.$/),
    });
    expect(tried).toEqual([settings]);
  });
});
