import { join } from 'node:path';
import { openPostgresStore } from '../../../src-main/stores/relational/postgres/postgres-store.ts';
import { createMarketHistory } from '../../../src-main/stores/relational/market-history.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { median, rounded } from '../../support/figures.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { fillPostgres, fillSqlite, lastSessions } from './fill.ts';
import { OPEN } from './option-rows.ts';
import { MIGRATIONS, openSqlite } from './places.ts';

const TICKER_IDS = { SPY: 1, QQQ: 2, IWM: 3, VIX: 4 };
const SESSIONS = 30;
const QUERIES = 31;
const STARTS = 9;

/** Figures of databases with `rows` rows in each of the two tables of records. `log` is told what takes long. */
export async function largeFigures(server: PostgresServer, directory: string, rows: number, log: (text: string) => void): Promise<Record<string, number>> {
  const place = async (name: string) => ({ url: await server.createDatabase(), file: join(directory, name, 'books.sqlite') });
  const [empty, large] = [await place('empty'), await place('large')];
  for (const each of [empty, large]) await Promise.all([(await openPostgres(each.url)).close(), (await openSqlite(each.file)).close()]);
  log(`filling PostgreSQL with twice ${rows} rows`);
  await fillPostgres(server, large.url, { minutes: rows, options: rows });
  log(`filling SQLite with twice ${rows} rows`);
  fillSqlite(large.file, { minutes: rows, options: rows });
  log('reading and starting');
  return { ...(await barFigures(large)), ...(await startFigures(empty, large, rows)) };
}

interface Place {
  readonly url: string;
  readonly file: string;
}

/** The last sessions' minutes of one ticker, the first time and then at the median. */
async function barFigures({ url, file }: Place): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const open of [() => openPostgres(url), () => openSqlite(file)]) {
    const store: RelationalStore = await open();
    try {
      const history = createMarketHistory(store, TICKER_IDS);
      const times: number[] = [];
      let count = 0;
      for (let query = 0; query < QUERIES; query += 1) {
        const start = performance.now();
        count = (await history.minutes('SPY', ...lastSessions(SESSIONS))).length;
        times.push(performance.now() - start);
      }
      const name = store.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
      figures[`${name}: minute bars of ${SESSIONS} days`] = count;
      figures[`${name}: ${SESSIONS} days of minute bars, ms`] = rounded(median(times.slice(1)), 1);
      figures[`${name}: ${SESSIONS} days of minute bars, the first time, ms`] = rounded(times[0] ?? Number.NaN, 1);
    } finally {
      await store.close();
    }
  }
  return figures;
}

/** Milliseconds until both stores of a desk are ready, in turns on nothing and on the large databases. */
async function startFigures(empty: Place, large: Place, rows: number): Promise<Record<string, number>> {
  const times = { empty: [] as number[], large: [] as number[] };
  for (let round = 0; round <= STARTS; round += 1) {
    for (const name of round % 2 === 0 ? (['empty', 'large'] as const) : (['large', 'empty'] as const)) {
      const { url, file } = name === 'empty' ? empty : large;
      const start = performance.now();
      const stores = [await openSqlite(file), await openPostgres(url)];
      const time = performance.now() - start;
      if (round > 0) times[name].push(time);
      for (const store of stores) await store.close();
    }
  }
  const [onEmpty, onLarge] = [median(times.empty), median(times.large)];
  return {
    'start: stores ready on nothing, ms': rounded(onEmpty, 1),
    [`start: stores ready on ${rows.toLocaleString('en-US')} option-chain rows, ms`]: rounded(onLarge, 1),
    'start: ratio of the two': rounded(onLarge / onEmpty, 2),
  };
}

function openPostgres(url: string): Promise<RelationalStore> {
  return openPostgresStore({ url, migrationsDir: MIGRATIONS.postgres, clock: { now: () => OPEN } });
}
