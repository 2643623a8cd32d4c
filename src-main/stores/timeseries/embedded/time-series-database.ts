import { existsSync, renameSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Bar } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../../../../src-core/time.ts';
import { lockDatabase } from '../../relational/sqlite/directory-lock.ts';
import { dayBars, minuteBars, type PriceWindow, wholeMinutes } from '../bars.ts';
import { DAILY, DAILY_MEASUREMENTS, type DailyMeasurement, midnightFrom, newYorkDay, WITHIN_A_DAY } from '../daily-aggregates.ts';
import type { Point } from '../measurements.ts';
import { type DetailRow, foldDay } from './day-fold.ts';
import { dailyTable, detailTable, keyOf, MEASUREMENT_NAMES, SCHEMA_VERSION, schemaStatements, upsert } from './time-series-schema.ts';
import type { CorrelationValue, Failure, SetAside } from './worker-protocol.ts';

/** The store tries again by itself. */
const BUSY_TIMEOUT_MS = 500;

/** Carries a Failure out of the thread that owns SQLite. */
export class FailedRequest extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

interface PriceRow {
  readonly time: number;
  readonly price: number;
  readonly volume: number | null;
}

/** timeseries.sqlite, open. What it holds are not the books: it may be begun anew. */
export class TimeSeriesDatabase {
  readonly #file: string;
  readonly #lock: { release(): void };
  #database: Database.Database;
  readonly #writes = new Map<string, Database.Statement<unknown[]>>();

  private constructor(file: string, database: Database.Database, lock: { release(): void }) {
    this.#file = file;
    this.#database = database;
    this.#lock = lock;
  }

  /** Sets a damaged file aside. Throws FailedRequest where another program has it or a newer one wrote it. */
  static open(file: string, now: EpochMs): { readonly opened: TimeSeriesDatabase; readonly setAside: SetAside | null } {
    const lock = lockDatabase(file);
    if ('heldBy' in lock) throw new FailedRequest({ kind: 'in_use', pid: lock.heldBy });
    try {
      let setAside: SetAside | null = null;
      let database: Database.Database;
      try {
        database = opened(file);
      } catch (error) {
        const damage = damageIn(error);
        if (damage === null) throw error;
        setAside = putAside(file, damage, now);
        database = opened(file);
      }
      return { opened: new TimeSeriesDatabase(file, database, lock), setAside };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** All points or none. */
  write(points: readonly Point[]): void {
    this.#database.transaction(() => {
      for (const point of points) this.#insertOne(point);
    })();
  }

  /** Puts the file aside and goes on with an empty one. */
  beginAnew(damage: string, now: EpochMs): SetAside {
    this.#writes.clear();
    try {
      this.#database.close();
    } catch {
      // Its last checkpoint meets the same damage.
    }
    const setAside = putAside(this.#file, damage, now);
    this.#database = opened(this.#file);
    return setAside;
  }

  bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): readonly Bar[] {
    if (every === 'minute') {
      const whole = wholeMinutes(from, to);
      return minuteBars(this.#windows(ticker, whole.from, whole.to, MINUTE));
    }
    const start = midnightFrom(from);
    const aggregates = this.#database
      .prepare<unknown[], Bar>(
        'SELECT time, open, high, low, close, volume FROM market_data_daily WHERE symbol = ? AND time >= ? AND time < ? AND close IS NOT NULL ORDER BY time',
      )
      .all(ticker, start, to);
    const done = new Set(aggregates.map(({ time }) => time));
    const windows = this.#windows(ticker, start, midnightFrom(to), WITHIN_A_DAY, (time) => done.has(newYorkDay(time).start));
    return dayBars(aggregates, windows);
  }

  correlations(pair: string, from: EpochMs, to: EpochMs): readonly CorrelationValue[] {
    const whole = wholeMinutes(from, to);
    const rows = this.#database
      .prepare<unknown[], CorrelationValue>(
        'SELECT time, correlation FROM correlations WHERE pair = ? AND time >= ? AND time < ? AND correlation IS NOT NULL ORDER BY time',
      )
      .iterate(pair, whole.from, whole.to);
    const values = new Map<EpochMs, number>();
    for (const { time, correlation } of rows) values.set(Math.floor(time / MINUTE) * MINUTE, correlation);
    return [...values].map(([time, correlation]) => ({ time, correlation }));
  }

  /** Makes the oldest day that ended before `before` and has none; false where there is no such day. */
  aggregate(before: EpochMs): boolean {
    for (let time = this.#oldest(); time !== null; ) {
      const { start, end } = newYorkDay(time);
      if (end > before) return false;
      const missing = DAILY_MEASUREMENTS.filter((measurement) => this.#isMissing(measurement, start, end));
      if (missing.length > 0) {
        this.#database.transaction(() => {
          for (const measurement of missing) this.#makeDay(measurement, start, end);
        })();
        return true;
      }
      time = this.#oldest(end);
    }
    return false;
  }

  prune(kind: 'detail' | 'daily', before: EpochMs, most: number): number {
    const tables = kind === 'detail' ? MEASUREMENT_NAMES.map(detailTable) : DAILY_MEASUREMENTS.map(dailyTable);
    let removed = 0;
    for (const table of tables) {
      if (removed >= most) break;
      const key = keyOf(table).join(', ');
      removed += this.#database
        .prepare<unknown[]>(`DELETE FROM ${table.name} WHERE (${key}) IN (SELECT ${key} FROM ${table.name} WHERE time < ? ORDER BY time LIMIT ?)`)
        .run(before, most - removed).changes;
    }
    return removed;
  }

  close(): void {
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  #insertOne({ measurement, tags, fields, time }: Point): void {
    const table = detailTable(measurement);
    const ofTags: Readonly<Record<string, string>> = tags;
    const ofFields: Readonly<Record<string, number | string | undefined>> = fields;
    const values = table.fields.map((field) => stored(ofFields[field]));
    if (values.every((value) => value === null)) return;
    this.#write(measurement, () => upsert(table)).run(...table.tags.map((tag) => ofTags[tag] ?? ''), Math.floor(time), ...values);
  }

  /** Windows of market_data, oldest first, without those that `skip` says. */
  #windows(ticker: Ticker, from: EpochMs, to: EpochMs, length: number, skip?: (time: EpochMs) => boolean): readonly PriceWindow[] {
    const rows = this.#database
      .prepare<unknown[], PriceRow>('SELECT time, price, volume FROM market_data WHERE symbol = ? AND time >= ? AND time < ? AND price IS NOT NULL ORDER BY time')
      .iterate(ticker, from, to);
    const windows: Mutable<PriceWindow>[] = [];
    for (const { time, price, volume } of rows) {
      const start = Math.floor(time / length) * length;
      const window = windows.at(-1);
      if (window?.time === start) {
        window.high = Math.max(window.high, price);
        window.low = Math.min(window.low, price);
        window.close = price;
        window.runningVolume = volume ?? window.runningVolume;
      } else if (skip?.(start) !== true) {
        windows.push({ time: start, open: price, high: price, low: price, close: price, runningVolume: volume });
      }
    }
    return windows;
  }

  /** The oldest time, from `from` on, of detail that daily aggregates are made of. */
  #oldest(from = Number.MIN_SAFE_INTEGER): EpochMs | null {
    const times = DAILY_MEASUREMENTS.flatMap((measurement) => {
      const row = this.#database
        .prepare<unknown[], { time: number | null }>(`SELECT min(time) AS time FROM ${measurement} WHERE time >= ?`)
        .get(from);
      return row === undefined || row.time === null ? [] : [row.time];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  #isMissing(measurement: DailyMeasurement, start: EpochMs, end: EpochMs): boolean {
    const { name } = dailyTable(measurement);
    const row = this.#database
      .prepare<unknown[], { missing: number }>(
        `SELECT EXISTS (SELECT 1 FROM ${measurement} WHERE time >= ? AND time < ?) AND NOT EXISTS (SELECT 1 FROM ${name} WHERE time = ?) AS missing`,
      )
      .get(start, end, start);
    return row?.missing === 1;
  }

  #makeDay(measurement: DailyMeasurement, start: EpochMs, end: EpochMs): void {
    const table = dailyTable(measurement);
    const rows = this.#database
      .prepare<unknown[], DetailRow>(`SELECT * FROM ${measurement} WHERE time >= ? AND time < ? ORDER BY time`)
      .iterate(start, end);
    const insert = this.#write(table.name, () => upsert(table));
    for (const { tags, values } of foldDay(rows, table.tags, DAILY[measurement])) insert.run(...tags, start, ...values);
  }

  #write(table: string, sql: () => string): Database.Statement<unknown[]> {
    let statement = this.#writes.get(table);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[]>(sql());
      this.#writes.set(table, statement);
    }
    return statement;
  }
}

/** What is wrong with the file, where that is why SQLite failed. */
export function damageIn(error: unknown): string | null {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ? error.message : null;
}

function opened(file: string): Database.Database {
  if (existsSync(file) && statSync(file).size > 0) refuseNewer(file);
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.transaction(() => {
      for (const statement of schemaStatements()) database.exec(statement);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseNewer(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    const found = Number(database.pragma('user_version', { simple: true }));
    if (found > SCHEMA_VERSION) throw new FailedRequest({ kind: 'newer', found, known: SCHEMA_VERSION });
  } finally {
    database.close();
  }
}

function putAside(file: string, damage: string, now: EpochMs): SetAside {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '')}`;
  for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part);
  return { damage, file: aside };
}

function stored(value: number | string | undefined): number | string | null {
  if (value === undefined) return null;
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
