import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../src-core/contract/connections.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { DAY, type EpochMs, type IsoDate, MINUTE, parseIsoDate } from '../../src-core/time.ts';

/** Minute bars of former days with `from` <= time < `to`, oldest first. */
export type ReadMinutes = (underlying: Underlying, from: EpochMs, to: EpochMs) => Promise<readonly Bar[]>;

/** Calendar days that a month's window reaches over, today with them. */
export const HISTORY_DAYS = 30;

/** The calendar days of a month before today, and of each the minutes since midnight in New York; NaN where there is none. */
export interface FormerDays {
  /** Oldest first. */
  readonly dates: readonly IsoDate[];
  /** Dollars, one array a date. */
  readonly closes: Readonly<Record<Underlying, readonly Float64Array[]>>;
  /** Shares traded in each minute. */
  readonly volumes: Readonly<Record<Underlying, readonly Float64Array[]>>;
}

/** Of two bars of one minute the later one counts. Rejects as the read does. */
export async function readFormerDays(today: IsoDate, readMinutes: ReadMinutes): Promise<FormerDays> {
  const dates = formerDates(today);
  const midnights = [...dates, today].map((date) => newYorkTime(date, '00:00'));
  const from = midnights[0] as EpochMs;
  const to = midnights.at(-1) as EpochMs;
  const of = async (underlying: Underlying): Promise<Minutes> => minutesOf(await readMinutes(underlying, from, to), midnights);
  const [SPY, QQQ, IWM] = await Promise.all([of('SPY'), of('QQQ'), of('IWM')]);
  return {
    dates,
    closes: { SPY: SPY.closes, QQQ: QQQ.closes, IWM: IWM.closes },
    volumes: { SPY: SPY.volumes, QQQ: QQQ.volumes, IWM: IWM.volumes },
  };
}

interface Minutes {
  readonly closes: readonly Float64Array[];
  readonly volumes: readonly Float64Array[];
}

function formerDates(today: IsoDate): readonly IsoDate[] {
  const midnight = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: HISTORY_DAYS - 1 }, (_, index) => parseIsoDate(new Date(midnight - (HISTORY_DAYS - 1 - index) * DAY).toISOString().slice(0, 10)));
}

/** By minute of each day; days are those that begin at each midnight but the last. */
function minutesOf(bars: readonly Bar[], midnights: readonly EpochMs[]): Minutes {
  const unknown = (): readonly Float64Array[] =>
    midnights.slice(1).map((end, index) => new Float64Array(Math.ceil((end - (midnights[index] ?? end)) / MINUTE)).fill(Number.NaN));
  const closes = unknown();
  const volumes = unknown();
  let day = 0;
  for (const { time, close, volume } of bars) {
    while (day < closes.length && time >= (midnights[day + 1] ?? 0)) day += 1;
    const minute = Math.floor((time - (midnights[day] ?? 0)) / MINUTE);
    const prices = closes[day];
    const shares = volumes[day];
    if (prices === undefined || shares === undefined || minute < 0) continue;
    prices[minute] = close;
    shares[minute] = volume ?? Number.NaN;
  }
  return { closes, volumes };
}
