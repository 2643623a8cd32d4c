import { dateInNewYork, nextSession, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { CorrelationHistory } from '../../src-core/contract/signals.ts';
import type { CorrelationPair } from '../../src-core/signals/market-state.ts';
import { type Clock, type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';
import { type HistoryRange, spanOf } from './history.ts';

interface CorrelationValue {
  readonly time: EpochMs;
  readonly correlation: number;
}

/** Where correlations are read: those of one pair with `from` <= time < `to`, one a minute, oldest first. */
export interface CorrelationReader {
  readonly kind: 'sqlite' | 'influxdb';
  correlations(pair: CorrelationPair, from: EpochMs, to: EpochMs): Promise<readonly CorrelationValue[]>;
}

const MOST_POINTS = 600;
const SOURCES = { sqlite: 'SQLite', influxdb: 'InfluxDB' } as const satisfies Record<CorrelationReader['kind'], string>;

/**
 * Reads a pair's past as the session sees it: up to its clock, and as far back as a ticker's history of the same range.
 * Rejects with ContractFailure "unavailable" where the time series do not answer.
 */
export function correlationHistory(
  reader: CorrelationReader,
  session: { readonly date: IsoDate; readonly clock: Clock },
): (pair: CorrelationPair, range: HistoryRange) => Promise<CorrelationHistory> {
  return async (pair, range) => {
    const { from } = spanOf(range, session.date);
    let values: readonly CorrelationValue[];
    try {
      values = await reader.correlations(pair, from, Math.max(from, session.clock.now() + 1));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ContractFailure({ code: 'unavailable', message: `the correlation of ${pair} cannot be read from ${SOURCES[reader.kind]} now: ${reason}` });
    }
    return { points: [...withGaps(values)], note: noteOf(pair, values[0], from) };
  };
}

/**
 * At most 600 points of equal widths on the clock, the finest that give so few, each with its newest value; one point
 * without a value stands for any number of missing ones between two that are there.
 */
export function withGaps(values: readonly CorrelationValue[]): CorrelationHistory['points'] {
  for (let width = MINUTE; ; width *= 2) {
    const points = joinedBy(values, width);
    if (points.length <= MOST_POINTS) return points;
  }
}

function joinedBy(values: readonly CorrelationValue[], width: number): CorrelationHistory['points'] {
  const points: CorrelationHistory['points'] = [];
  let before = Number.NaN;
  for (const { time, correlation } of values) {
    const start = Math.floor(time / width) * width;
    if (start === before) points.pop();
    else if (start > before + width) points.push({ time: before + width, correlation: null });
    points.push({ time: start, correlation });
    before = start;
  }
  return points;
}

function noteOf(pair: CorrelationPair, oldest: CorrelationValue | undefined, from: EpochMs): string | null {
  if (oldest === undefined) return `No correlation of ${pair} was recorded in these days.`;
  const first = dateInNewYork(oldest.time);
  return first > firstSessionFrom(dateInNewYork(from)) ? `Recorded from ${first} on; minutes are kept for 30 days.` : null;
}

/** The date itself where the exchange's calendar does not reach back so far. */
function firstSessionFrom(date: IsoDate): IsoDate {
  try {
    return (sessionOn(date) ?? nextSession(date)).date;
  } catch (error) {
    if (error instanceof RangeError) return date;
    throw error;
  }
}
