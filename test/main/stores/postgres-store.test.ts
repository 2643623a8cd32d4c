import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { money } from '../../../src-core/money.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createMarketArchive } from '../../../src-main/stores/relational/market-archive.ts';
import { FIGURE_COLUMNS, MONEY_COLUMNS, TIME_COLUMNS } from '../../../src-main/stores/relational/postgres/column-kinds.ts';
import { migrate } from '../../../src-main/stores/relational/postgres/migrate.ts';
import { partitionOf, partitionsAhead } from '../../../src-main/stores/relational/postgres/partitions.ts';
import { BackupNotOffered, LostConnection, type RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { ChangedMigration, NewerDatabase, ServerRefused } from '../../../src-main/stores/relational/store-failure.ts';
import { POSTGRES_MIGRATIONS, TestDatabase, usePostgres } from './store-adapters.ts';

const { server, database, emptied } = usePostgres();
const NOW = Date.UTC(2026, 10, 20, 14, 30);
const MIGRATION_COUNT = readdirSync(POSTGRES_MIGRATIONS).length;
/** How long a state of the server is waited for, in milliseconds. */
const PATIENCE = 20_000;
const SECRET = 'pa$$ word/@:';

let books: TestDatabase;
afterEach(() => books.remove());

function useBooks(make: () => Promise<TestDatabase>): void {
  beforeEach(async () => {
    books = await make();
  });
}

async function failureOf(opening: Promise<unknown>): Promise<unknown> {
  return opening.then(
    () => null,
    (error: unknown) => error,
  );
}

async function empty(): Promise<TestDatabase> {
  books = new TestDatabase(await server().createDatabase());
  return books;
}

const set = (store: RelationalStore, name: string) => store.db.insertInto('system_config').values({ config_key: name, config_value: '1' }).compile();
const keysOf = async (store: RelationalStore) => (await store.db.selectFrom('system_config').select('config_key').orderBy('id').execute()).map(({ config_key }) => config_key);

describe('migrations', () => {
  test('three programs that start at once build the schema once', async () => {
    const target = await empty();
    const stores = await Promise.all([target.open(), target.open(), target.open()]);
    const applied = await stores[0]?.db.selectFrom('schema_migrations').selectAll().orderBy('number').execute();
    expect(applied?.map(({ number }) => number)).toEqual(Array.from({ length: MIGRATION_COUNT }, (_, index) => index + 1));
    expect(applied?.every(({ applied_at }) => applied_at === NOW)).toBe(true);
  });

  test('a newer database and one of another text are refused as they are', async () => {
    books = await database();
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    try {
      cpSync(POSTGRES_MIGRATIONS, folder, { recursive: true });
      const file = join(folder, '0004_signals.sql');
      writeFileSync(file, `${readFileSync(file, 'utf8')}CREATE INDEX idx_more ON signals(stop_loss);\n`);
      const changed = await failureOf(books.open({ migrationsDir: folder }));
      expect(changed).toBeInstanceOf(ChangedMigration);
      expect(changed).toMatchObject({ message: expect.stringMatching(/books_\d+ was built with another text of migration 4 \(signals\).*choose another database\.$/s) });
      await server().run(books.url, "INSERT INTO schema_migrations VALUES (9999, 'from_the_future', 'x', now())");
      const newer = await failureOf(books.open());
      expect(newer).toBeInstanceOf(NewerDatabase);
      expect(newer).toMatchObject({ found: 9999, message: expect.stringMatching(new RegExp(`9999.*knows up to ${MIGRATION_COUNT}[^\\d].*choose another database\\.$`, 's')) });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const target = await empty();
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    try {
      writeFileSync(join(folder, '0001_first.sql'), readFileSync(join(POSTGRES_MIGRATIONS, '0001_migrations.sql')));
      writeFileSync(join(folder, '0002_second.sql'), 'CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER);');
      await expect(target.open({ migrationsDir: folder })).rejects.toThrow('"half" already exists');
      expect(await server().run(target.url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")).toEqual([{ relname: 'schema_migrations' }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what cannot be opened is said in a sentence, without the password', () => {
  beforeEach(() => {
    books = new TestDatabase(server().url('postgres'));
  });
  const refusals: readonly (readonly [string, () => Promise<string>, ServerRefused['reason'], RegExp])[] = [
    ['no server', async () => `postgres://trader:${encodeURIComponent(SECRET)}@127.0.0.1:1/books`, 'unreachable', /^PostgreSQL 127\.0\.0\.1:1\/books cannot be reached \(ECONNREFUSED\)/],
    ['a wrong password', async () => server().url('postgres', 'postgres', SECRET), 'wrong_password', /does not accept the password of user "postgres"/],
    ['an unknown database', async () => server().url('nowhere'), 'unknown_database', /the server has no database "nowhere"/],
    ['no TLS at the server', async () => `${server().url('postgres')}?sslmode=require`, 'tls', /offers no encrypted connection/],
    ['no database named', async () => 'postgres://trader@127.0.0.1', 'bad_url', /names no database/],
    ['no user named', async () => `postgres://:${encodeURIComponent(SECRET)}@127.0.0.1/books`, 'bad_url', /names no user/],
    ['another scheme', async () => `mysql://trader:${encodeURIComponent(SECRET)}@127.0.0.1/books`, 'bad_url', /begins with mysql:\/\//],
    ['an unknown sslmode', async () => 'postgres://trader@127.0.0.1/books?sslmode=maybe', 'bad_url', /sslmode=maybe/],
    ['an unknown setting', async () => `postgres://trader:${encodeURIComponent(SECRET)}@127.0.0.1/books?ssl=1`, 'bad_url', /unknown setting "ssl"/],
  ];
  test.each(refusals)('%s', async (_, url, reason, message) => {
    const failure = await failureOf(books.open({ url: await url() }));
    expect(failure).toBeInstanceOf(ServerRefused);
    expect(failure).toMatchObject({ reason, message: expect.stringMatching(message) });
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'only for tests']) expect(String(failure)).not.toContain(secret);
  });

  test('a user who may not make tables', async () => {
    const target = await empty();
    const name = new URL(target.url).pathname.slice(1);
    await server().run(target.url, `CREATE ROLE reader LOGIN PASSWORD 'reading'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    const failure = await failureOf(target.open({ url: server().url(name, 'reader', 'other'), password: 'reading' }));
    expect(failure).toMatchObject({ reason: 'no_permission', message: expect.stringMatching(/does not let user "reader" make tables/) });
  });

  test('a server that wants TLS', async () => {
    const rules = "ARRAY['hostnossl all secured 127.0.0.1/32 reject', 'host all all 127.0.0.1/32 scram-sha-256']";
    await server().run(books.url, `
      CREATE ROLE secured LOGIN PASSWORD 'secured';
      DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(%L::text[])) TO %L', ${rules}, current_setting('hba_file')); END $$`);
    await server().run(books.url, 'SELECT pg_reload_conf()');
    let failure: unknown = null;
    // The rules are read a moment later.
    for (let attempt = 0; attempt < 100 && !(failure instanceof ServerRefused && failure.reason === 'tls'); attempt += 1) {
      failure = await failureOf(books.open({ url: server().url('postgres', 'secured', 'secured') }));
    }
    expect(failure).toMatchObject({ reason: 'tls', message: expect.stringContaining('does not let user "secured" in without encryption. Add ?sslmode=verify-full') });
  });

  test('a version before 14', async () => {
    const old = { query: async () => ({ rows: [{ version: '130011' }] }) } as unknown as pg.Client;
    const failure = await failureOf(migrate(old, 'PostgreSQL old:5432/books', [], NOW));
    expect(failure).toMatchObject({ reason: 'too_old', message: expect.stringContaining('is PostgreSQL 13; this version of Smart 0DTE needs 14 or newer') });
  });

  test('a server that says nothing is not waited for longer than the limit', async () => {
    const silent = await new Promise<Server>((resolve) => {
      const listening = createServer((socket) => socket.on('error', () => undefined));
      listening.listen(0, '127.0.0.1', () => resolve(listening));
    });
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const failure = await failureOf(books.open({ url: `postgres://trader@127.0.0.1:${port}/books`, limits: { connect: 200, statement: 200 } }));
    silent.close();
    expect(failure).toMatchObject({ reason: 'unreachable', message: expect.stringContaining(`127.0.0.1:${port}/books cannot be reached (no answer in time)`) });
  });
});

describe('a connection that is lost', () => {
  useBooks(emptied);
  const eventually = async <Result>(what: string, probe: () => Promise<Result | null>): Promise<Result> => {
    const deadline = performance.now() + PATIENCE;
    do {
      const result = await probe();
      if (result !== null) return result;
    } while (performance.now() < deadline);
    throw new Error(`${what} was waited for in vain`);
  };
  const backendNow = async (condition: string): Promise<number | null> => {
    const [row] = await server().run(books.url, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`);
    return typeof row?.['pid'] === 'number' ? row['pid'] : null;
  };
  const backendOf = (condition: string): Promise<number> => eventually(`a connection with ${condition}`, () => backendNow(condition));

  test('kill -9 of the backend in a commit: nothing of it is there, and the next commit works', async () => {
    const store = await books.open();
    await store.commit([set(store, 'before')]);
    const failing = failureOf(store.commit([set(store, 'first'), CompiledQuery.raw('SELECT pg_sleep(5)'), set(store, 'second')]));
    process.kill(await backendOf("query LIKE '%pg_sleep%' AND state = 'active'"), 'SIGKILL');
    const failure = await failing;
    expect(failure).toBeInstanceOf(LostConnection);
    expect(failure).toMatchObject({ outcome: 'not_applied', message: expect.stringContaining('nothing was written') });
    expect(store.status().state).toBe('failed');
    await store.commit([set(store, 'after')]);
    expect(store.status().state).toBe('ready');
    expect(await keysOf(store)).toEqual(['before', 'after']);
  });

  test('an idle connection that was cut is replaced without a word', async () => {
    const store = await books.open();
    await store.commit([set(store, 'before')]);
    await server().run(books.url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
    await store.commit([set(store, 'after')]);
    expect(await keysOf(store)).toEqual(['before', 'after']);
  });

  const addTicker = (store: RelationalStore) => store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
  const minutes = (prices: readonly number[]) => ({
    count: prices.length,
    columns: { ticker_id: new Float64Array(prices.length).fill(1), timestamp: Float64Array.from(prices, (_, row) => NOW + row), price: Float64Array.from(prices) },
  });
  const pricesOf = async (store: RelationalStore) => (await store.db.selectFrom('market_data_snapshots').select('price').orderBy('id').execute()).map(({ price }) => Number(price));

  test('an append on a connection that was cut before, or kill -9 of its backend before it took a row, is done anew: once', async () => {
    const store = await books.open();
    await addTicker(store);
    await store.append('market_data_snapshots', minutes([1]));
    await server().run(books.url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
    await store.append('market_data_snapshots', minutes([2, 3]));
    // A table that another has locked lets no COPY begin.
    const locking = failureOf(server().run(books.url, 'BEGIN; LOCK TABLE market_data_snapshots; SELECT pg_sleep(60)'));
    await backendOf("query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'");
    const appending = store.append('market_data_snapshots', minutes([4, 5]));
    process.kill(await backendOf("query LIKE 'COPY%' AND wait_event_type = 'Lock'"), 'SIGKILL');
    await Promise.all([appending, locking]);
    expect(await pricesOf(store)).toEqual([1, 2, 3, 4, 5]);
  });

  test('an append that the server stops midway leaves nothing, and the connection goes on', async () => {
    const store = await books.open();
    await addTicker(store);
    const many = Array.from({ length: 60_000 }, (_, row) => row);
    const { count, columns } = minutes(many);
    await expect(store.append('market_data_snapshots', { count, columns: { ...columns, change_percent: new Float64Array(count).fill(999_999) } })).rejects.toThrow('numeric field overflow');
    await store.append('market_data_snapshots', { count, columns });
    expect(await pricesOf(store)).toEqual(many);
  });

  const writes = {
    commit: (store: RelationalStore, round: number) => store.commit([set(store, `a ${round}`), set(store, `b ${round}`)]),
    append: (store: RelationalStore, round: number) => store.append('market_data_snapshots', minutes([2 * round, 2 * round + 1])),
  };
  test.each(['commit', 'append'] as const)('a connection cut while the end was awaited (%s): whole or not at all, and said to be unknown', async (kind) => {
    const store = await books.open();
    await addTicker(store);
    let answered = -1;
    // Without the standby it waits for, a COMMIT is not answered; once the server has read so, which takes a moment.
    await server().run(books.url, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    await server().run(books.url, 'SELECT pg_reload_conf()');
    try {
      const { failing, pid } = await eventually('a COMMIT without its answer', async () => {
        let ended = false;
        answered += 1;
        const failing = failureOf(writes[kind](store, answered)).finally(() => {
          ended = true;
        });
        for (;;) {
          const pid = await backendNow("wait_event = 'SyncRep'");
          if (pid !== null) return { failing, pid };
          if (ended) return null;
        }
      });
      process.kill(pid, 'SIGKILL');
      expect(await failing).toMatchObject({ name: 'LostConnection', outcome: 'unknown' });
    } finally {
      await eventually('a server that answers', () => server().run(books.url, 'ALTER SYSTEM RESET synchronous_standby_names').catch(() => null));
      await server().run(books.url, 'SELECT pg_reload_conf()');
    }
    const whole = Array.from({ length: answered + 1 }, (_, round) => (kind === 'commit' ? [`a ${round}`, `b ${round}`] : [2 * round, 2 * round + 1]));
    expect([whole.flat(), whole.slice(0, -1).flat()]).toContainEqual(kind === 'commit' ? await keysOf(store) : await pricesOf(store));
    await store.commit([set(store, 'after')]);
  });

  test('a backend that stands still is given up after the limit, and the next commit connects anew', async () => {
    const store = await books.open({ limits: { connect: 1_000, statement: 200 } });
    await store.commit([set(store, 'before')]);
    const pid = await backendOf("query = 'COMMIT'");
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await failureOf(store.commit([set(store, 'lost')]))).toMatchObject({ name: 'LostConnection', outcome: 'not_applied' });
      await store.commit([set(store, 'after')]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await keysOf(store)).toEqual(['before', 'after']);
  });

  test('a statement that takes too long is stopped by the server', async () => {
    const store = await books.open({ limits: { connect: 1_000, statement: 200 } });
    await expect(store.commit([CompiledQuery.raw('SELECT pg_sleep(5)')])).rejects.toThrow('statement timeout');
    await store.commit([set(store, 'after')]);
  });
});

describe('values', () => {
  useBooks(emptied);
  test('money comes back to the ten-thousandth, and is compared as money', async () => {
    const store = await books.open();
    const { accountId } = await ensureLocalProfile(store, 'ada', () => '0193a000-0000-7000-8000-000000000001');
    const edge = fc.constantFrom(0, 1, -1, 9_999, 10_000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
    await fc.assert(
      fc.asyncProperty(fc.oneof(edge, fc.maxSafeInteger()).map(money), async (amount) => {
        await store.commit([store.db.updateTable('trading_accounts').set({ buying_power: amount }).compile()]);
        const rows = await store.db.selectFrom('trading_accounts').select(['id', 'buying_power']).where('buying_power', '=', amount).where('buying_power', 'in', [amount]).execute();
        expect(rows).toEqual([{ id: accountId, buying_power: amount }]);
      }),
      { numRuns: 200 },
    );
    const half = store.db.updateTable('trading_accounts').set({ buying_power: 0.5 as never });
    await expect(store.commit([half.compile()])).rejects.toThrow('0.5 cannot be stored in buying_power');
  });

  test('a number that may be money or a figure is refused until it is named', async () => {
    const store = await books.open();
    const sum = (name: 'price' | 'total') => store.db.selectFrom('market_data_snapshots').select((eb) => eb.fn.sum('price').as(name)).execute();
    await expect(sum('total')).rejects.toThrow('"total" may be money or a figure');
    expect(await sum('price')).toEqual([{ price: null }]);
  });

  test('every column is known for what it is', async () => {
    const columns = await server().run(books.url, "SELECT DISTINCT column_name AS name, data_type AS type, numeric_scale AS scale FROM information_schema.columns WHERE table_schema = 'public'");
    const named = (type: string) => [...new Set(columns.flatMap((column) => (column['type'] === type ? [String(column['name'])] : [])))].sort();
    expect(named('timestamp with time zone')).toEqual([...TIME_COLUMNS].sort());
    expect(named('numeric')).toEqual([...MONEY_COLUMNS, ...FIGURE_COLUMNS].sort());
    expect(columns.filter(({ name, scale }) => MONEY_COLUMNS.has(String(name)) && scale !== 4)).toEqual([]);
  });
});

describe('partitions', () => {
  useBooks(database);
  const partitions = async () =>
    (await server().run(books.url, 'SELECT inhrelid::regclass::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent WHERE relkind = $1 ORDER BY 1', ['p'])).map(({ name }) => name);

  test('are made ahead at every start, once', async () => {
    const ahead = partitionsAhead(NOW).map(({ name }) => name).sort();
    await Promise.all([books.open(), books.open()]);
    expect(await partitions()).toEqual(ahead);
    expect(ahead).toEqual([
      'audit_logs_2026_11_16', 'audit_logs_2026_11_23', 'audit_logs_2026_11_30',
      'market_data_snapshots_2026_11', 'market_data_snapshots_2026_12',
      'options_chains_2026_11_20', 'options_chains_2026_11_23', 'options_chains_2026_11_24', 'options_chains_2026_11_25', 'options_chains_2026_11_26', 'options_chains_2026_11_27',
      'performance_metrics_2026', 'performance_metrics_2027',
    ]);
  });

  test('a recording of a past day gets its own, also after somebody dropped it, and a query reads that one alone', async () => {
    const store = await books.open();
    const { tickerIds } = await ensureLocalProfile(store, 'ada', () => '0193a000-0000-7000-8000-000000000001');
    const archive = createMarketArchive(store, tickerIds);
    const nothing = Number.NaN;
    const snapshot = (time: number) => ({ ticker: 'SPY', time, last: 600, bid: nothing, ask: nothing, volume: nothing, open: nothing, high: nothing, low: nothing, previousClose: nothing }) as const;
    await archive.saveTickers([snapshot(Date.UTC(2024, 0, 31, 23, 59)), snapshot(Date.UTC(2024, 1, 1))]);
    expect(await partitions()).toEqual(expect.arrayContaining(['market_data_snapshots_2024_01', 'market_data_snapshots_2024_02']));
    await server().run(books.url, 'DROP TABLE market_data_snapshots_2024_01');
    await expect(archive.saveTickers([snapshot(Date.UTC(2024, 0, 31))])).rejects.toThrow('no partition');
    await archive.saveTickers([snapshot(Date.UTC(2024, 0, 31))]);
    const plan = await server().run(books.url, "EXPLAIN SELECT * FROM options_chains WHERE expiration_date = '2026-11-20'");
    const scanned = plan.flatMap((line) => [...String(line['QUERY PLAN']).matchAll(/options_chains_\d+_\d+_\d+/g)].map(([name]) => name.slice(0, 25)));
    expect(new Set(scanned)).toEqual(new Set(['options_chains_2026_11_20']));
  });

  test('every moment is in the partition whose bounds hold it', () => {
    const moment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(moment, fc.constantFrom('market_data_snapshots', 'options_chains', 'audit_logs', 'performance_metrics'), (time, table) => {
        const { from, to } = partitionOf(table, time);
        expect(Date.parse(from)).toBeLessThanOrEqual(time);
        expect(Date.parse(to)).toBeGreaterThan(time);
        expect(partitionOf(table, Date.parse(to)).from).toBe(to);
      }),
    );
    expect(() => partitionOf('options_chains', Number.NaN)).toThrow(RangeError);
  });
});

test('backups are the server’s own', async () => {
  books = await emptied();
  const store = await books.open();
  await expect(store.backup()).rejects.toBeInstanceOf(BackupNotOffered);
  expect(store.status()).toEqual({ state: 'ready', detail: expect.stringMatching(/^PostgreSQL 127\.0\.0\.1:\d+\/books_\d+$/) });
});
