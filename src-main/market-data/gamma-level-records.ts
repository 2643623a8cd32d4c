import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { GammaLevelRecord, GammaLevelsQuery, GammaLevelsView, LevelOrigin } from '../../src-core/contract/volatility.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { levelOutcome, mirrored, type PathMinute } from '../../src-core/market/level-outcome.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';
import type { FeedDescription } from './feed.ts';
import type { GammaReading } from './gamma-reading.ts';
import type { TickerState } from './ticker-state.ts';

/** From the open to when the day's levels are set: quotes have settled by then. */
export const SET_AFTER_MS = 15 * MINUTE;

/** Where the records are kept: one a level, day and source. */
export interface GammaLevelJournal {
  /** In the place of those of the same underlying, date, kind and source. */
  save(records: readonly GammaLevelRecord[]): Promise<void>;
  /** Of one day and source. */
  ofDay(date: IsoDate, source: string): Promise<readonly GammaLevelRecord[]>;
  list(query: GammaLevelsQuery): Promise<GammaLevelsView>;
}

/** Where the records of a feed come from. */
export interface LevelSource {
  readonly origin: LevelOrigin;
  /** The feed's kind and detail. */
  readonly source: string;
}

/** A recording of a simulated session is named after it, and is as made up as that was. */
const RECORDED_SIMULATION = /^\d{4}-\d{2}-\d{2}_simulated_/;

export function levelSource({ kind, detail }: Pick<FeedDescription, 'kind' | 'detail'>): LevelSource {
  const isMadeUp = kind === 'simulated' || RECORDED_SIMULATION.test(detail);
  const origin = isMadeUp ? 'simulated' : kind === 'replay' ? 'recorded' : 'live';
  return { origin, source: `${kind}: ${detail}`.slice(0, 200) };
}

/** The records of levels as they are set; nothing is known of what becomes of them. */
export function newLevelRecords(underlying: Underlying, date: IsoDate, { origin, source }: LevelSource, { spot, levels }: GammaReading, now: EpochMs): GammaLevelRecord[] {
  return levels.map(({ kind, price }) => ({
    underlying,
    date,
    kind,
    origin,
    source,
    level: price,
    setAt: now,
    setPrice: spot,
    outcome: null,
    control: { level: mirrored(price, spot), outcome: null },
  }));
}

/** What became of the level and of its control on the day's path. */
export function judgedRecord(record: GammaLevelRecord, path: readonly PathMinute[], end: EpochMs): GammaLevelRecord {
  const set = { price: record.setPrice, time: record.setAt };
  return {
    ...record,
    outcome: levelOutcome(record.level, set, path, end),
    control: { level: record.control.level, outcome: levelOutcome(record.control.level, set, path, end) },
  };
}

/** The minutes of a ticker's regular session that had trades. */
export function pathOf({ open, reference }: ExchangeSession, { minutes, highs, lows }: Pick<TickerState, 'minutes' | 'highs' | 'lows'>): readonly PathMinute[] {
  const path: PathMinute[] = [];
  for (let minute = 0; open + minute * MINUTE < reference; minute += 1) {
    const close = minutes[minute] ?? Number.NaN;
    if (Number.isNaN(close)) continue;
    path.push({ time: open + minute * MINUTE, high: highs[minute] ?? close, low: lows[minute] ?? close, close });
  }
  return path;
}
