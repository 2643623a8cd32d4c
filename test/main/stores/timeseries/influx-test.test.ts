import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testInflux } from '../../../../src-main/stores/timeseries/influx/influx-test.ts';
import { FluxStub, type StubOptions } from '../../../support/flux-stub.ts';
import { freePort } from '../../../support/free-port.ts';

describe('the test of an InfluxDB', () => {
  let stub: FluxStub | undefined;
  afterEach(async () => {
    await stub?.stop();
    stub = undefined;
  });
  const start = async (options: StubOptions = {}): Promise<FluxStub> => (stub = await FluxStub.start(options));

  it('finds a good one good, and leaves nothing in it', async () => {
    const server = await start();
    expect(await testInflux(server.access())).toMatchObject({ outcome: 'good', version: 'InfluxDB 2.7.1', text: expect.stringMatching(/^InfluxDB 2\.7\.1 at 127\.0\.0\.1:\d+: bucket market can be read and written\.$/) });
    expect(server.points).toEqual([]);
  });

  it('remarks on a bucket that keeps less than the daily aggregates need', async () => {
    const server = await start({ retentionSeconds: 30 * 86_400 });
    expect(await testInflux(server.access())).toMatchObject({ outcome: 'good', text: expect.stringMatching(/keeps its data for 30 days only/) });
  });

  it.each([
    ['a wrong token', { token: 'wrong-token' }, 'wrong_password', /does not accept the token/],
    ['no token', { token: null }, 'wrong_password', /does not accept the token/],
    ['an unknown organisation', { organisation: 'nobody' }, 'unknown_database', /no organisation nobody/],
    ['an unknown bucket', { bucket: 'elsewhere' }, 'unknown_database', /no bucket elsewhere/],
    ['an address that is none', { url: 'influx:8086' }, 'bad_url', /expected http:\/\/host:8086/],
  ])('names %s', async (_, changes, outcome, text) => {
    const server = await start();
    const found = await testInflux(server.access(changes));
    expect(found).toMatchObject({ outcome, text: expect.stringMatching(text) });
    expect(JSON.stringify(found)).not.toContain('wrong-token');
  });

  it.each([
    ['an old version', { version: '1.8.10' }, 'too_old', /runs InfluxDB 1\.8\.10; Smart 0DTE needs InfluxDB 2\./],
    ['a version without Flux', { version: 'v3.4.1' }, 'other', /runs InfluxDB 3\.4\.1, which has no Flux/],
    ['something else', { version: null }, 'other', /does not say that it is an InfluxDB/],
    ['a token that may not write', { may: ['read'] }, 'no_permission', /may not write bucket market/],
    ['a token that may not read', { may: ['write'] }, 'no_permission', /may not read bucket market/],
  ] as const)('names %s', async (_, options, outcome, text) => {
    const server = await start(options);
    expect(await testInflux(server.access())).toMatchObject({ outcome, text: expect.stringMatching(text) });
  });

  it('takes the answer of a version that refuses writes without a line', async () => {
    const server = await start();
    server.trouble({ status: 400, message: 'writing requires points' });
    expect(await testInflux(server.access())).toMatchObject({ outcome: 'good' });
  });

  it('says where nothing answers', async () => {
    const found = await testInflux({ url: `http://127.0.0.1:${await freePort()}`, token: 'a', organisation: 'b', bucket: 'c' });
    expect(found).toMatchObject({ outcome: 'unreachable', version: null, text: expect.stringMatching(/nothing answers there/) });
  });

  it('says what is wrong with TLS', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'influx-tls-'));
    try {
      const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
      const server = await start({ tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } });
      expect(await testInflux(server.access())).toMatchObject({ outcome: 'tls', text: expect.stringMatching(/certificate of .* is not trusted/) });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    await stub?.stop();
    const plain = await start();
    expect(await testInflux(plain.access({ url: plain.access().url.replace('http:', 'https:') }))).toMatchObject({ outcome: 'tls', text: expect.stringMatching(/does not speak TLS/) });
  });
});
