import type { Money } from '../../src-core/money.ts';
import { fromDollars, ZERO } from '../../src-core/money.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { BreakerReadings } from '../../src-main/risk/breakers/readings.ts';
import type { DayLockWitness } from '../../src-main/risk/day-lock-witness.ts';
import type { TradingDay, TradingDayJournal } from '../../src-main/risk/risk-journal.ts';

/** Keeps trading days in memory; while `down` it takes and gives none. */
export class MemoryTradingDays implements TradingDayJournal {
  down = false;
  writes = 0;
  readonly kept = new Map<IsoDate, TradingDay>();

  day(date: IsoDate): Promise<TradingDay | null> {
    return this.down ? Promise.reject(new Error('the disk is full')) : Promise.resolve(this.kept.get(date) ?? null);
  }

  writeDay(day: TradingDay): Promise<void> {
    this.writes += 1;
    if (this.down) return Promise.reject(new Error('the disk is full'));
    this.kept.set(day.date, { ...day, locked: day.locked || (this.kept.get(day.date)?.locked ?? false) });
    return Promise.resolve();
  }
}

export class MemoryWitness implements DayLockWitness {
  down = false;
  reads = 0;
  readonly locked = new Set<IsoDate>();

  read(date: IsoDate): Promise<boolean> {
    this.reads += 1;
    return this.down ? Promise.reject(new Error('no route to host')) : Promise.resolve(this.locked.has(date));
  }

  write(date: IsoDate): Promise<void> {
    if (this.down) return Promise.reject(new Error('no route to host'));
    this.locked.add(date);
    return Promise.resolve();
  }
}

const of = (value: number) => ({ value, missing: null, of: null });

/** Readings of a quiet market and an empty book, with some of them changed. */
export function readings(changes: Partial<BreakerReadings> = {}): BreakerReadings {
  const flat = { booked: ZERO, result: ZERO };
  return {
    book: flat,
    underlyings: { SPY: flat, QQQ: flat, IWM: flat },
    vix: of(18),
    correlation: { value: 0.9, missing: null, of: 'SPY_QQQ and SPY_IWM', isOrdinary: true },
    volume: { ...of(1), of: 'SPY and QQQ' },
    stale_feed: { ...of(0.2), rhythm: 15 },
    clock_skew: of(0),
    reject_streak: of(0),
    orders_in_doubt: of(0),
    ...changes,
  };
}

/** A day's result in dollars, all of it booked or only marked. */
export function dayResult(dollars: number, booked = 0): BreakerReadings['book'] {
  const result: Money = fromDollars(dollars);
  return { booked: fromDollars(booked), result };
}
