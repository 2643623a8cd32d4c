import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testRedis } from '../../../../src-main/stores/realtime/redis/redis-test.ts';
import { hasRedis, RedisServer } from '../../../support/redis-server.ts';

const PASSWORD = 'only for tests';

describe.skipIf(!hasRedis('the test of a Redis'))('the test of a Redis', () => {
  let server: RedisServer;
  let stub: Server | undefined;
  beforeAll(async () => {
    server = await RedisServer.start({ password: PASSWORD });
  });
  afterAll(() => server.stop());
  afterEach(() => {
    stub?.close();
    stub = undefined;
  });

  const listen = async (serve: (socket: Socket) => void): Promise<string> => {
    const listening = createServer(serve);
    stub = listening;
    await new Promise<void>((resolve) => void listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `redis://127.0.0.1:${address.port}/0`;
  };

  test('good, and leaves nothing behind', async () => {
    const found = await testRedis(server.access);
    expect(found).toMatchObject({ outcome: 'good', text: `Redis 127.0.0.1:${server.port}/0 can be used.`, version: expect.stringMatching(/^Redis \d+\.\d+\.\d+$/) });
    expect(await server.direct.keys('*')).toEqual([]);
    expect(await server.direct.client('LIST')).not.toContain('name=smart-0dte');
  });

  test.each([
    ['nothing', /is no URL; expected redis:\/\/host:6379\/0/],
    ['http://127.0.0.1:6379', /begins with http:\/\//],
    ['redis://127.0.0.1:6379/books', /names a database that is no number/],
    ['redis://:s3cret@127.0.0.1:6379/0?x=1', /has settings after a question mark/],
  ])('%s is a bad URL', async (url, text) => {
    const found = await testRedis({ url, password: null });
    expect(found).toMatchObject({ outcome: 'bad_url', text: expect.stringMatching(text), version: null });
    expect(found.text).not.toContain('s3cret');
  });

  test('unreachable: nothing there, an unknown host, one that is stopped', async () => {
    const nothing = await listen(() => undefined);
    await new Promise((resolve) => stub?.close(resolve));
    expect(await testRedis({ url: nothing, password: null })).toMatchObject({ outcome: 'unreachable', text: expect.stringContaining('nothing listens on that port') });
    expect(await testRedis({ url: 'redis://no.such.host.invalid:6379/0', password: null })).toMatchObject({ outcome: 'unreachable', text: expect.stringContaining('the host is not known') });
    server.pause();
    try {
      const found = await testRedis(server.access);
      expect(found).toMatchObject({ outcome: 'unreachable', text: expect.stringContaining('does not answer') });
      expect(found.milliseconds).toBeLessThan(6_000);
    } finally {
      server.continue();
    }
  });

  test('wrong password, none, and a user that is not there; the password is never said', async () => {
    const wrong = await testRedis({ url: server.url, password: 'wr0ng' });
    expect(wrong).toMatchObject({ outcome: 'wrong_password', version: null, text: expect.stringContaining('refuses the user or the password') });
    expect(wrong.text).not.toContain('wr0ng');
    expect(await testRedis({ url: server.url, password: null })).toMatchObject({ outcome: 'wrong_password', text: expect.stringContaining('asks for a password') });
    expect(await testRedis({ url: server.url.replace('//', '//nobody@'), password: PASSWORD })).toMatchObject({ outcome: 'wrong_password' });
  });

  test('a database that is not there', async () => {
    expect(await testRedis({ ...server.access, url: server.url.replace('/0', '/99') })).toMatchObject({ outcome: 'unknown_database' });
    expect(await server.direct.dbsize()).toBe(0);
  });

  test.each([['-set'], ['-hset'], ['-eval'], ['-publish'], ['-subscribe'], ['-info']])('no permission with %s', async (rule) => {
    await server.direct.acl('SETUSER', 'narrow', 'reset', 'on', `>${PASSWORD}`, '~*', '&*', '+@all', rule);
    const found = await testRedis({ url: server.url.replace('//', '//narrow@'), password: PASSWORD });
    expect(found).toMatchObject({ outcome: 'no_permission', text: expect.stringContaining('refuses what this user asks for') });
    expect(await server.direct.keys('*')).toEqual([]);
  });

  test('what the advice names is enough', async () => {
    await server.direct.acl('SETUSER', 'narrow', 'reset', 'on', `>${PASSWORD}`, '~*', '&*', '+@read', '+@write', '+@scripting', '+@pubsub', '+@connection', '+@transaction', '+info');
    expect(await testRedis({ url: server.url.replace('//', '//narrow@'), password: PASSWORD })).toMatchObject({ outcome: 'good' });
  });

  test('too old', async () => {
    // As Redis 5 speaks: no HELLO, and its version.
    const url = await listen((socket) => {
      socket.on('data', (bytes) => {
        const length = bytes.toString().match(/^\*\d/gm)?.length ?? 0;
        const info = 'redis_version:5.0.14\r\n';
        for (let command = 0; command < length; command += 1) {
          socket.write(bytes.toString().toLowerCase().includes('info\r\n') && !/setinfo/i.test(bytes.toString()) ? `$${info.length}\r\n${info}\r\n` : '-ERR unknown command `HELLO`\r\n');
        }
      });
      socket.on('error', () => undefined);
    });
    expect(await testRedis({ url, password: null })).toMatchObject({ outcome: 'too_old', version: 'Redis 5.0.14', text: expect.stringContaining('6.0 or newer is needed') });
  });

  describe('with TLS', () => {
    let secure: RedisServer;
    let directory: string;
    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'certificate-'));
      const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
      secure = await RedisServer.prepare({ tls: { key, certificate } });
      await secure.run();
    });
    afterAll(async () => {
      await secure.stop();
      rmSync(directory, { recursive: true });
    });

    test('a certificate that nobody vouches for is refused', async () => {
      expect(await testRedis(secure.access)).toMatchObject({ outcome: 'tls', text: expect.stringContaining('certificate that could not be verified') });
    });

    test('one that this machine trusts is good', async () => {
      const trusted = getCACertificates('default');
      setDefaultCACertificates([...trusted, readFileSync(join(directory, 'certificate.pem'), 'utf8')]);
      try {
        expect(await testRedis(secure.access)).toMatchObject({ outcome: 'good' });
      } finally {
        setDefaultCACertificates(trusted);
      }
    });

    test('redis:// where TLS is spoken, and rediss:// where it is not', async () => {
      expect(await testRedis({ url: secure.url.replace('rediss:', 'redis:'), password: null })).toMatchObject({ outcome: 'tls', text: expect.stringContaining('rediss://') });
      expect(await testRedis({ ...server.access, url: server.url.replace('redis:', 'rediss:') })).toMatchObject({ outcome: 'tls', text: expect.stringContaining('redis://') });
    });
  });
});
