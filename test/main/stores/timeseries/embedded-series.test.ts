import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../../../src-core/time.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import { DatabaseInUse, NewerDatabase } from '../../../../src-main/stores/relational/store-failure.ts';
import { SeriesDirectory, until } from './time-series-adapters.ts';

const START = Date.UTC(2026, 7, 21, 14);

function pricesFrom(start: number, count: number, every = 1_000): Point[] {
  return Array.from({ length: count }, (_, index) => ({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 100 + index }, time: start + index * every }));
}

describe('the embedded time series', () => {
  let directory: SeriesDirectory;
  beforeEach(() => {
    directory = new SeriesDirectory();
  });
  afterEach(() => directory.remove());
  const file = (): string => join(directory.path, 'timeseries.sqlite');
  const rows = (): number => {
    const database = new Database(file(), { readonly: true });
    try {
      return Number(database.prepare('SELECT count(*) FROM market_data').pluck().get());
    } finally {
      database.close();
    }
  };

  it('writes by itself, without anybody waiting for it', async () => {
    const store = await directory.embedded({ batch: { points: 10, milliseconds: 20 } });
    store.write(pricesFrom(START, 25));
    await until(() => rows() === 25, () => '25 rows');
    expect(store.problem()).toBeNull();
    expect(store.status()).toBeNull();
  });

  it('begins anew beside a damaged file, at the start and in between', async () => {
    writeFileSync(file(), 'no database at all, and long enough to be taken for one'.repeat(100));
    const store = await directory.embedded();
    expect(store.problem()).toMatch(/timeseries\.sqlite was damaged .* begun anew; .*timeseries\.sqlite\.damaged-/);
    store.write(pricesFrom(START, 3));
    await store.flush();
    await store.close();

    const again = await directory.embedded();
    expect(again.problem()).toBeNull();
    again.write(pricesFrom(START, 20_000, 1));
    await again.flush();
    await again.close();
    const damaged = new Database(file());
    damaged.pragma('wal_checkpoint(TRUNCATE)');
    const pages = Number(damaged.pragma('page_count', { simple: true }));
    damaged.close();
    await overwrite(file(), 20 * 4_096, (pages - 20) * 4_096);

    const later = await directory.embedded();
    const bars = await later.bars('SPY', 'minute', START, START + MINUTE);
    expect(bars).toEqual([]);
    expect(later.problem()).toMatch(/was damaged/);
    later.write(pricesFrom(START, 3));
    await later.flush();
    expect(await later.bars('SPY', 'minute', START, START + MINUTE)).toHaveLength(1);
    expect(readdirSync(directory.path).filter((name) => /damaged-[^.]*$/.test(name)).length).toBeGreaterThan(0);
  });

  it('refuses the file of a newer version and of a running program, and changes nothing', async () => {
    const store = await directory.embedded();
    await expect(directory.embedded()).rejects.toBeInstanceOf(DatabaseInUse);
    await store.close();
    const database = new Database(file());
    database.pragma('user_version = 99');
    database.close();
    await expect(directory.embedded()).rejects.toBeInstanceOf(NewerDatabase);
    await expect(directory.embedded()).rejects.toThrow(/number 99, this version knows up to 1/);
    expect(readdirSync(directory.path).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('drops the oldest past its bound while the disk takes nothing, says so, and goes on when it does', async () => {
    const store = await directory.embedded({ batch: { points: 50, milliseconds: 5 }, maximumWaiting: 100 });
    store.write(pricesFrom(START, 1));
    await store.flush();
    // Another connection that holds the write lock stands for a disk that takes nothing.
    const blocker = new Database(file());
    blocker.exec('BEGIN IMMEDIATE');
    store.write(pricesFrom(START, 1_000));
    await until(() => store.problem() !== null, () => 'a problem');
    store.write(pricesFrom(START, 1_000));
    await expect(store.flush()).rejects.toThrow(/cannot be written: database is locked/);
    expect(store.problem()).toMatch(/cannot be written: database is locked\. 19\d\d points were dropped/);
    blocker.exec('ROLLBACK');
    blocker.close();
    await until(() => store.flush().then(() => true, () => false), () => 'a write');
    expect(store.problem()).toMatch(/^19\d\d points were dropped\.$/);
    const bars = await store.bars('SPY', 'minute', START, START + 20 * MINUTE);
    expect(bars.at(-1)?.close).toBe(1_099);
  }, 60_000);

  it('keeps a directory that cannot be written to apart from everything else', async () => {
    rmSync(directory.path, { recursive: true, force: true });
    writeFileSync(directory.path, 'a file where the directory should be');
    await expect(directory.embedded()).rejects.toThrow(/cannot be written to/);
    rmSync(directory.path);
    mkdirSync(directory.path);
  });
});

async function overwrite(path: string, from: number, length: number): Promise<void> {
  const { open } = await import('node:fs/promises');
  const handle = await open(path, 'r+');
  await handle.write(Buffer.alloc(length, 0xa5), 0, length, from);
  await handle.close();
}
