import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseSettings } from '../../../src-main/settings.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';

let directory: string;
let configFile: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'));
  configFile = join(directory, 'config.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (environment: Record<string, string> = {}, ...flags: string[]) => parseSettings(['--data-dir', directory, ...flags], environment);

function failure(environment: Record<string, string> = {}, ...flags: string[]): StartFailure {
  try {
    read(environment, ...flags);
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const DESK = {
  profile: 'desk',
  workstation: 'left',
  account: { owner: 'ann', number: 'PAPER-7' },
  servers: {
    postgresql: { url: 'postgres://desk@db:5432/books?sslmode=require' },
    redis: { url: 'rediss://cache:6380/1' },
    influxdb: { url: 'https://influx:8086', organisation: 'house', bucket: 'market' },
  },
};

describe('the config file', () => {
  test('is not needed: without it the terminal is local', () => {
    const { desk, connections } = read();
    expect(desk).toBeNull();
    expect(connections).toMatchObject({
      configFile,
      overrides: [],
      settings: { profile: 'local', account: { owner: 'desk', number: 'PAPER-1' }, servers: { postgresql: { url: '' }, redis: { url: '' }, influxdb: { url: '' } } },
    });
    expect(connections.settings.workstation).not.toBe('');
  });

  test('sets up a desk', () => {
    writeFileSync(configFile, `\uFEFF${JSON.stringify(DESK)}`);
    expect(read().desk).toEqual({
      workstation: 'left',
      account: { owner: 'ann', number: 'PAPER-7' },
      postgresql: { url: DESK.servers.postgresql.url, password: null },
      redis: { url: 'rediss://cache:6380/1', password: null },
      influxdb: { url: 'https://influx:8086', organisation: 'house', bucket: 'market', token: null },
    });
    expect(read({}, '--profile', 'local').desk).toBeNull();
  });

  const server = (name: string, value: object): string => JSON.stringify({ servers: { [name]: value } });
  test.each([
    ['{ "profile": "desk", "password": hunter-2', /is not JSON.*; expected \{ "profile"/],
    ['[]', /the whole: .*expected object/],
    ['{ "profil": "desk" }', /unknown field "profil"; expected profile, workstation, account, servers/],
    ['{ "account": { "name": "a" } }', /unknown field "account.name"; expected owner, number/],
    [server('redis', { url: '', port: 6379 }), /unknown field "servers.redis.port"; expected url/],
    [server('redis', { password: 'hunter-2' }), /servers.redis.password: a password or token does not belong in this file; give it in the Connections panel/],
    [server('influxdb', { token: 'hunter-2' }), /servers.influxdb.token: a password or token does not belong/],
    [server('postgresql', { url: 'postgres://desk:hunter-2@db/books' }), /servers.postgresql.url holds a password, .* in SMART_0DTE_POSTGRES_PASSWORD/],
    [server('redis', { url: 'redis://:hunter-2@cache' }), /servers.redis.url holds a password, .* in SMART_0DTE_REDIS_PASSWORD/],
    [server('influxdb', { url: 'http://a:hunter-2@influx:8086' }), /servers.influxdb.url: .*its token is given apart.*"http:\/\/influx:8086\/"/],
    [server('redis', { url: 'cache:6379' }), /servers.redis.url: The Redis URL begins with cache:.*; expected redis:\/\/.*"cache:6379"/],
    [server('redis', { url: 'redis:hunter-2@cache' }), /servers.redis.url: .*names no host/],
    [server('redis', { url: 'redis://cache/0?password=hunter-2' }), /settings after a question mark.*"redis:\/\/cache\/0"/],
    [server('postgresql', { url: 'postgres://desk@db' }), /servers.postgresql.url: .*names no database; expected postgres:\/\/user@host:5432\/database/],
    [server('influxdb', { url: 'http://influx:8086', bucket: 'b' }), /servers.influxdb.organisation: expected a name/],
    ['{ "profile": 5 }', /profile: /],
    ['{ "profile": "desk" }', /servers.postgresql.url: the desk profile needs a database; expected postgres:\/\//],
    ['{ "workstation": "" }', /workstation: expected 1 to 60 characters.*\(got ""\)/],
    [JSON.stringify({ account: { number: 'x'.repeat(51) } }), /account.number: expected 1 to 50 characters/],
  ])('%s is refused in one line', (text, message) => {
    writeFileSync(configFile, text);
    const { message: said, exitCode } = failure();
    expect(said).toMatch(message);
    expect(said.startsWith(configFile)).toBe(true);
    expect(said).not.toMatch(/\n|hunter/);
    expect(exitCode).toBe(2);
  });
});

describe('the environment', () => {
  test('decides over the file, and the flag over both', () => {
    writeFileSync(configFile, JSON.stringify(DESK));
    const { desk, connections } = read({
      SMART_0DTE_PROFILE: 'local',
      SMART_0DTE_WORKSTATION: 'right',
      SMART_0DTE_ACCOUNT_OWNER: 'bob',
      SMART_0DTE_ACCOUNT: 'PAPER-8',
      SMART_0DTE_POSTGRES_URL: 'postgres://bob:hunter%2F2@other/books',
      SMART_0DTE_POSTGRES_PASSWORD: '',
      SMART_0DTE_REDIS_URL: 'redis://:ignored@other',
      SMART_0DTE_REDIS_PASSWORD: 'hunter-3',
      SMART_0DTE_INFLUX_TOKEN: 'hunter-4',
    }, '--profile', 'desk');
    expect(desk).toEqual({
      workstation: 'right',
      account: { owner: 'bob', number: 'PAPER-8' },
      postgresql: { url: 'postgres://bob@other/books', password: 'hunter/2' },
      redis: { url: 'redis://other', password: 'hunter-3' },
      influxdb: { url: 'https://influx:8086', organisation: 'house', bucket: 'market', token: 'hunter-4' },
    });
    expect(JSON.stringify(connections.settings)).not.toMatch(/hunter|ignored/);
    expect(Object.fromEntries(connections.overrides.map(({ path, variable }) => [path, variable]))).toEqual({
      profile: '--profile',
      workstation: 'SMART_0DTE_WORKSTATION',
      'account.owner': 'SMART_0DTE_ACCOUNT_OWNER',
      'account.number': 'SMART_0DTE_ACCOUNT',
      'servers.postgresql.url': 'SMART_0DTE_POSTGRES_URL',
      'servers.redis.url': 'SMART_0DTE_REDIS_URL',
      'credentials.postgresql': 'SMART_0DTE_POSTGRES_URL',
      'credentials.redis': 'SMART_0DTE_REDIS_PASSWORD',
      'credentials.influxdb': 'SMART_0DTE_INFLUX_TOKEN',
    });
  });

  test.each([
    [{ SMART_0DTE_PROFILE: 'shared' }, /^SMART_0DTE_PROFILE \(profile\): expected local or desk \(got "shared"\)$/],
    [{ SMART_0DTE_REDIS_URL: 'http://a:hunter-2@cache' }, /^SMART_0DTE_REDIS_URL \(servers.redis.url\): The Redis URL begins with http:.*"http:\/\/cache\/"/],
    [{ SMART_0DTE_POSTGRES_URL: 'postgres://a:hunter-2 @' }, /^SMART_0DTE_POSTGRES_URL /],
  ])('%j is refused by the name of the variable', (environment, message) => {
    const { message: said } = failure(environment);
    expect(said).toMatch(message);
    expect(said).not.toMatch(/hunter|\n/);
  });
});

describe('the gateway', () => {
  test('is none at first, and is set by the file and, over it, by the environment', () => {
    expect(read().connections.settings.gateway).toEqual({ host: '', port: 4002, clientId: 17, account: '', lines: 100 });
    writeFileSync(configFile, JSON.stringify({ gateway: { host: '127.0.0.1', port: 7497, clientId: 5 } }));
    const { settings, overrides } = read({ SMART_0DTE_GATEWAY_HOST: '::1', SMART_0DTE_GATEWAY_ACCOUNT: 'DU1234567', SMART_0DTE_GATEWAY_LINES: '200' }).connections;
    expect(settings.gateway).toEqual({ host: '::1', port: 7497, clientId: 5, account: 'DU1234567', lines: 200 });
    expect(overrides).toContainEqual({ path: 'gateway.lines', variable: 'SMART_0DTE_GATEWAY_LINES' });
  });

  test.each([
    [{ SMART_0DTE_GATEWAY_PORT: '70000' }, /^SMART_0DTE_GATEWAY_PORT \(gateway.port\): expected a whole number from 1 to 65535; .* \(got "70000"\)$/],
    [{ SMART_0DTE_GATEWAY_LINES: '1e2' }, /\(gateway.lines\): expected a whole number from 10 to 10000 \(got "1e2"\)/],
    [{ SMART_0DTE_GATEWAY_HOST: 'http://gateway' }, /\(gateway.host\): expected a host name or address/],
    [{ SMART_0DTE_GATEWAY_ACCOUNT: 'DU1 234' }, /\(gateway.account\): expected an account number such as DU1234567/],
  ])('%j is refused', (environment, message) => {
    expect(failure(environment).message).toMatch(message);
  });

  test('tells what its part of the file may have', () => {
    writeFileSync(configFile, JSON.stringify({ gateway: { password: 'hunter-2' } }));
    expect(failure().message).toMatch(/gateway.password: a password or token does not belong in this file/);
    writeFileSync(configFile, JSON.stringify({ gateway: { client: 2 } }));
    expect(failure().message).toMatch(/unknown field "gateway.client"; expected host, port, clientId, account, lines/);
  });
});

describe('recordings', () => {
  test('are made, 5 GB of them at most, unless the file or the environment says otherwise', () => {
    expect(read().recordings).toEqual({ enabled: true, maximumGigabytes: 5 });
    writeFileSync(configFile, JSON.stringify({ recordings: { enabled: false, maximumGigabytes: 0.5 } }));
    expect(read().recordings).toEqual({ enabled: false, maximumGigabytes: 0.5 });
    expect(read({ SMART_0DTE_RECORDINGS: 'on', SMART_0DTE_RECORDINGS_GB: '20' }).recordings).toEqual({ enabled: true, maximumGigabytes: 20 });
  });

  test('tell a bad value by its place', () => {
    expect(failure({ SMART_0DTE_RECORDINGS: 'perhaps' }).message).toBe('SMART_0DTE_RECORDINGS (recordings.enabled): expected true or false (got "perhaps")');
    writeFileSync(configFile, JSON.stringify({ recordings: { maximumGigabytes: 0 } }));
    expect(failure().message).toBe(`${configFile}: recordings.maximumGigabytes: expected a number above 0, 10000 at most (got "0")`);
    writeFileSync(configFile, JSON.stringify({ recordings: { keep: 3 } }));
    expect(failure().message).toBe(`${configFile}: unknown field "recordings.keep"; expected enabled, maximumGigabytes`);
  });
});
