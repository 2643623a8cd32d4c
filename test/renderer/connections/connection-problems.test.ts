import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../../src-core/contract/connections.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { problemsOf, problemsOfSave, problemsOfTest } from '../../../src-renderer/panels/connections/connection-problems.ts';
import { connectionsView } from './connection-fixture.ts';

const { settings } = connectionsView();
const withServer = (server: 'postgresql' | 'redis' | 'influxdb', url: string): ConnectionSettings => ({
  ...settings,
  servers: { ...settings.servers, [server]: { ...settings.servers[server], url } },
});
const refusal = (field?: string, message = 'is not good') => new ContractFailure({ code: 'bad_input', message: field === undefined ? message : `${field}: ${message}`, ...(field === undefined ? {} : { field }) });

describe('problemsOf', () => {
  it('finds nothing in a local profile without servers', () => {
    expect(problemsOf(settings)).toEqual({});
  });

  it('needs PostgreSQL for a desk, and the rest by choice', () => {
    expect(problemsOf({ ...settings, profile: 'desk' })).toEqual({ 'servers.postgresql.url': 'The desk profile needs it: postgres://user@host:5432/database' });
    expect(problemsOf({ ...withServer('postgresql', 'postgresql://desk@db/smart'), profile: 'desk' })).toEqual({});
  });

  it.each([
    ['postgresql', 'http://db', /“http:\/\/” is not postgres:\/\/ or postgresql:\/\//],
    ['redis', 'cache:6379', /redis:\/\/host:6379\/0/],
    ['redis', 'nonsense', /^Not a URL/],
  ] as const)('says what a URL of %s should be', (server, url, problem) => {
    expect(problemsOf(withServer(server, url))[`servers.${server}.url`]).toMatch(problem);
  });

  it('wants a name for workstation and account, and both names of InfluxDB', () => {
    expect(Object.keys(problemsOf({ ...settings, workstation: '', account: { owner: '', number: '' } }))).toEqual(['workstation', 'account.owner', 'account.number']);
    expect(Object.keys(problemsOf(withServer('influxdb', 'https://series:8086')))).toEqual(['servers.influxdb.organisation', 'servers.influxdb.bucket']);
  });
});

describe('a failure of the core', () => {
  it('stands at its field, without the path that the place says already', () => {
    expect(problemsOfSave(refusal('settings.servers.postgresql.url'))).toEqual({ problems: { 'servers.postgresql.url': 'Is not good' }, text: null });
    expect(problemsOfSave(refusal('credentials.influxdb'))).toEqual({ problems: { 'credentials.influxdb': 'Is not good' }, text: null });
    expect(problemsOfTest('influxdb', refusal('settings.bucket'))).toEqual({ problems: { 'servers.influxdb.bucket': 'Is not good' }, text: null });
    expect(problemsOfTest('redis', refusal('settings.url')).problems).toEqual({ 'servers.redis.url': 'Is not good' });
    expect(problemsOfTest('redis', refusal('credential')).problems).toEqual({ 'credentials.redis': 'Is not good' });
  });

  it('stands with the panel where it names no field of it', () => {
    expect(problemsOfSave(refusal())).toEqual({ problems: {}, text: 'is not good' });
    expect(problemsOfSave(refusal('settings.moon')).text).toBe('settings.moon: is not good');
    expect(problemsOfTest('redis', refusal('settings.organisation')).problems).toEqual({});
    expect(problemsOfSave(new Error('gone')).text).toBe('gone');
  });
});
