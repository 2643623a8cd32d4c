import { DAY, type EpochMs } from '../../../../src-core/time.ts';
import { DAILY, DAILY_MEASUREMENTS, dailyName, type DailyMeasurement, newYorkDay } from '../daily-aggregates.ts';
import { MEASUREMENTS } from '../measurements.ts';
import { oldest, points, together, whole, windowed } from './flux-queries.ts';
import type { FluxRow, InfluxHttp } from './influx-http.ts';
import { timeOf } from './influx-reads.ts';
import { line } from './line-protocol.ts';

// Daily aggregates and the removal of what is old. They lie in the bucket of the detail, as measurements of their own, so
// that the token needs no right to make buckets; the bucket has to keep its data for as long as the aggregates are kept.

const DETAIL_MEASUREMENTS = ['market_data', 'options_data', 'correlations', 'portfolio_performance', 'risk_metrics'] as const;

export class InfluxUpkeep {
  readonly #http: InfluxHttp;
  readonly #bucket: string;
  readonly #limitMs: number;

  constructor(http: InfluxHttp, bucket: string, limitMs: number) {
    this.#http = http;
    this.#bucket = bucket;
    this.#limitMs = limitMs;
  }

  /** Returns how many days were made. What it says was made is at the server. */
  async aggregate(before: EpochMs): Promise<number> {
    const made = new Set<EpochMs>();
    for (const measurement of DAILY_MEASUREMENTS) {
      for (const start of await this.#missingDays(measurement, before)) {
        await this.#makeDay(measurement, start);
        made.add(start);
      }
    }
    return made.size;
  }

  /** Removes the oldest day of what is older than `before`, of each measurement; -1, or 0 when nothing is left. */
  async prune(kind: 'detail' | 'daily', before: EpochMs): Promise<number> {
    const measurements = kind === 'detail' ? DETAIL_MEASUREMENTS : DAILY_MEASUREMENTS.map(dailyName);
    const queries = measurements.map((measurement) => oldest({ bucket: this.#bucket, measurement, from: 0, to: before }, measurement));
    const rows = await this.#http.query(together(queries), this.#limitMs);
    if (rows.length === 0) return 0;
    const start = Math.min(...rows.map(timeOf));
    const stop = Math.min(before, start + DAY);
    for (const { result } of rows) await this.#http.remove(result, new Date(start), new Date(stop), this.#limitMs);
    return -1;
  }

  async #missingDays(measurement: DailyMeasurement, before: EpochMs): Promise<readonly EpochMs[]> {
    const range = { bucket: this.#bucket, from: 0, to: newYorkDay(before).start };
    const [first] = await this.#http.query(oldest({ ...range, measurement }, 'oldest'), this.#limitMs);
    if (first === undefined) return [];
    const from = newYorkDay(timeOf(first)).start;
    const rows = await this.#http.query(
      together([
        windowed({ ...range, measurement, from }, '1h', 'count', 'detail'),
        points({ ...range, measurement: dailyName(measurement), from }, 'daily'),
      ]),
      this.#limitMs,
    );
    const days = (result: string): Set<EpochMs> => new Set(rows.filter((row) => row.result === result).map((row) => newYorkDay(timeOf(row)).start));
    const made = days('daily');
    return [...days('detail')].filter((day) => !made.has(day)).sort((left, right) => left - right);
  }

  async #makeDay(measurement: DailyMeasurement, start: EpochMs): Promise<void> {
    const { end } = newYorkDay(start);
    const fields = DAILY[measurement];
    const queries = fields.map(({ name, of, by }) => whole({ bucket: this.#bucket, measurement, field: of, from: start, to: end }, by, name));
    const rows = await this.#http.query(together(queries), this.#limitMs);
    const { tags: tagNames } = MEASUREMENTS[measurement];
    const bySeries = new Map<string, { readonly tags: Record<string, string>; readonly values: Record<string, number> }>();
    for (const row of rows) {
      const tags = tagsOf(row, tagNames);
      const key = JSON.stringify(tags);
      const series = bySeries.get(key) ?? { tags, values: {} };
      bySeries.set(key, series);
      const value = row.get('_value');
      if (typeof value === 'number') series.values[row.result] = value;
    }
    const names = fields.map(({ name }) => name);
    const lines = [...bySeries.values()].flatMap(({ tags, values }) => line(dailyName(measurement), tagNames, tags, names, values, start) ?? []);
    if (lines.length > 0) await this.#http.write(lines.join('\n'), this.#limitMs);
  }
}

function tagsOf(row: FluxRow, names: readonly string[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const name of names) {
    const value = row.get(name);
    if (typeof value === 'string') tags[name] = value;
  }
  return tags;
}
