import { flux, fluxDateTime, fluxDuration, fluxExpression, type ParameterizedQuery } from '@influxdata/influxdb-client';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { DailyFunction } from '../daily-aggregates.ts';

/** What is read: one field of a measurement, or all, of the series that have the tag. */
export interface Selection {
  readonly bucket: string;
  readonly measurement: string;
  readonly field?: string;
  readonly tag?: { readonly name: string; readonly value: string };
  /** `from` <= time < `to`. */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const FUNCTIONS = { first: fluxExpression('first'), last: fluxExpression('last'), min: fluxExpression('min'), max: fluxExpression('max'), mean: fluxExpression('mean'), count: fluxExpression('count') };

/** The points themselves. */
export function points(selection: Selection, name: string): ParameterizedQuery {
  return flux`${selected(selection)} |> yield(name: ${name})`;
}

/** One value a series and stretch of time, at its start. */
export function windowed(selection: Selection, every: '1m' | '1h', by: DailyFunction | 'count', name: string): ParameterizedQuery {
  return flux`${selected(selection)} |> aggregateWindow(every: ${fluxDuration(every)}, fn: ${FUNCTIONS[by]}, createEmpty: false, timeSrc: "_start") |> yield(name: ${name})`;
}

/** One value a series. */
export function whole(selection: Selection, by: DailyFunction, name: string): ParameterizedQuery {
  return flux`${selected(selection)} |> ${FUNCTIONS[by]}() |> yield(name: ${name})`;
}

/** The oldest time of any series. */
export function oldest(selection: Selection, name: string): ParameterizedQuery {
  return flux`${selected(selection)} |> first() |> keep(columns: ["_time"]) |> group() |> sort(columns: ["_time"]) |> limit(n: 1) |> yield(name: ${name})`;
}

/** Several results in one request; their names differ. */
export function together(queries: readonly ParameterizedQuery[]): ParameterizedQuery {
  return fluxExpression(queries.map(String).join('\n\n'));
}

function selected({ bucket, measurement, field, tag, from, to }: Selection): ParameterizedQuery {
  const ofField = field === undefined ? fluxExpression('') : flux` and r._field == ${field}`;
  const ofTag = tag === undefined ? fluxExpression('') : flux` and r[${tag.name}] == ${tag.value}`;
  return flux`from(bucket: ${bucket}) |> range(start: ${time(from)}, stop: ${time(to)}) |> filter(fn: (r) => r._measurement == ${measurement}${ofField}${ofTag})`;
}

function time(at: EpochMs): ReturnType<typeof fluxDateTime> {
  return fluxDateTime(new Date(at).toISOString());
}
