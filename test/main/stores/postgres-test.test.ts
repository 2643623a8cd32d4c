import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPostgres } from '../../../src-main/stores/relational/postgres/postgres-test.ts';
import { PostgresServer } from '../../support/postgres-server.ts';

const LIMITS = { connect: 1_000, statement: 1_000 };
const GOOD = 'only the user knows';

let server: PostgresServer;
let database: string;
beforeAll(async () => {
  server = await PostgresServer.start();
  const url = await server.createDatabase();
  database = new URL(url).pathname.slice(1);
  await server.run(
    url,
    `CREATE USER trader PASSWORD '${GOOD}'; GRANT CREATE ON SCHEMA public TO trader;
     CREATE USER guest PASSWORD '${GOOD}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
     CREATE USER nobody PASSWORD '${GOOD}'; CREATE USER crowd PASSWORD '${GOOD}' CONNECTION LIMIT 0; CREATE USER reader PASSWORD '${GOOD}'; ALTER USER reader SET default_transaction_read_only = on`,
  );
}, 60_000);
afterAll(() => server.stop());

interface Place {
  readonly user?: string;
  readonly password?: string | null;
  readonly name?: string;
  readonly port?: number;
  readonly rest?: string;
}

function tried({ user = 'trader', password = GOOD, name = database, port = server.port, rest = '' }: Place = {}) {
  return testPostgres({ url: `postgres://${user}@127.0.0.1:${port}/${name}${rest}`, password }, LIMITS);
}

const tables = () => server.run(server.url(database), "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace");

describe('a test of PostgreSQL', () => {
  test('of a database that can be used says so with its version, and changes nothing', async () => {
    const found = await tried();
    expect(found).toMatchObject({ outcome: 'good', version: expect.stringMatching(/^PostgreSQL \d+\.\d+$/) });
    expect(found.text).toBe(`PostgreSQL 127.0.0.1:${server.port}/${database} is ready: ${found.version}, and user "trader" may make tables in schema "public".`);
    expect(await tables()).toEqual([]);
  });

  test.each([
    ['another password', { password: 'hunter-2' }, 'wrong_password', /does not accept the password of user "trader"/],
    ['no password', { password: null }, 'wrong_password', /asks user "trader" for a password, and none was given/],
    ['an unknown user', { user: 'stranger' }, 'wrong_password', /"stranger"/],
    ['an unknown database', { name: 'none' }, 'unknown_database', /no database "none". Create it first/],
    ['a user who may make no tables', { user: 'guest' }, 'no_permission', /does not let user "guest" make tables.*Grant the user CREATE on the schema/],
    ['a read-only user', { user: 'reader' }, 'no_permission', /read-only/],
    ['a user without a free connection', { user: 'crowd' }, 'busy', /takes no more connections now \(too many connections for role "crowd"\)/],
    ['TLS that is not offered', { rest: '?sslmode=require' }, 'tls', /offers no encrypted connection/],
    ['a port where nothing listens', { port: 1 }, 'unreachable', /cannot be reached \(ECONNREFUSED\)/],
    ['a URL with a setting it does not know', { rest: '?password=hunter-2' }, 'bad_url', /unknown setting "password"/],
  ] as const)('of %s says what is wrong', async (_what, place, outcome, text) => {
    const found = await tried(place);
    expect(found).toMatchObject({ outcome, text: expect.stringMatching(text) });
    expect(found.text).not.toMatch(/hunter|only the user/);
    expect(await tables()).toEqual([]);
  });

  test('of a user who may not even enter the schema says what to grant', async () => {
    const url = await server.createDatabase();
    await server.run(url, 'REVOKE ALL ON SCHEMA public FROM PUBLIC');
    const found = await tried({ user: 'nobody', name: new URL(url).pathname.slice(1) });
    expect(found).toMatchObject({ outcome: 'no_permission', text: expect.stringMatching(/has no schema that user "nobody" may use. Grant the user USAGE and CREATE/) });
  });

  test('of tables that belong to another says whose they are', async () => {
    const url = await server.createDatabase();
    await server.run(url, 'CREATE TABLE market_data_snapshots (id integer); GRANT CREATE ON SCHEMA public TO trader');
    const name = new URL(url).pathname.slice(1);
    expect(await tried({ name })).toMatchObject({ outcome: 'no_permission', text: expect.stringMatching(/belong to user "postgres". Connect as that user, or grant its role to "trader"/) });
    expect(await tried({ name, user: 'postgres', password: 'only for tests' })).toMatchObject({ outcome: 'good' });
  });

  test('of a server that says nothing ends by itself', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => sockets.add(socket));
    const found = await tried({ port });
    expect(found).toMatchObject({ outcome: 'unreachable', text: expect.stringMatching(/no answer in time/) });
    expect(found.milliseconds).toBeLessThan(5_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
