import { DAY, HOUR, MINUTE } from '../../src-core/time.ts';

export interface StoredPoint {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string>>;
  readonly time: number;
}

/** A row of a table before it is written. */
interface Row {
  readonly time: number | null;
  readonly value: number | string | null;
}

interface Table {
  /** The group key. */
  readonly key: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/**
 * Answers Flux as the time series write it: pipelines of from, range, filter, aggregateWindow or a selector, and yield, an
 * empty line between two; in annotated CSV as InfluxDB documents it. Throws on anything else.
 */
export function runFlux(query: string, bucket: string, points: readonly StoredPoint[]): string {
  return query
    .split('\n\n')
    .map((pipeline) => answerOf(pipeline, bucket, points))
    .filter((csv) => csv !== '')
    .join('\r\n');
}

/** Not those within a string. */
const PIPE = / \|> (?=(?:[^"\\]|"(?:[^"\\]|\\.)*")*$)/;

function answerOf(pipeline: string, bucket: string, points: readonly StoredPoint[]): string {
  const [source = '', range = '', filter = '', ...steps] = pipeline.split(PIPE);
  if (source !== `from(bucket: "${bucket}")`) throw new Error(`could not find bucket in ${source}`);
  const [, start = '', stop = ''] = expected(/^range\(start: time\(v: "([^"]+)"\), stop: time\(v: "([^"]+)"\)\)$/, range);
  const [from, to] = [Date.parse(start), Date.parse(stop)];
  if (!(from < to)) throw new Error('cannot query an empty range');
  let tables = selected(filter, from, to, points);
  let name = '_result';
  for (const step of steps) {
    const yielded = /^yield\(name: "(\w+)"\)$/.exec(step)?.[1];
    if (yielded === undefined) tables = transformed(tables, step, from);
    else name = yielded;
  }
  return csvOf(name, tables);
}

function selected(filter: string, from: number, to: number, points: readonly StoredPoint[]): readonly Table[] {
  const [, condition = ''] = expected(/^filter\(fn: \(r\) => (.+)\)$/, filter);
  const wanted = new Map(
    condition.split(' and ').map((part): [string, string] => {
      const [, dotted, bracketed, value = ''] = expected(/^r(?:\.(\w+)|\["(\w+)"\]) == "((?:[^"\\]|\\.)*)"$/, part);
      return [dotted ?? bracketed ?? '', value.replaceAll(/\\(.)/g, '$1')];
    }),
  );
  const tables = new Map<string, { key: Record<string, string>; rows: Row[] }>();
  for (const { measurement, tags, fields, time } of points.toSorted((left, right) => left.time - right.time)) {
    if (time < from || time >= to) continue;
    for (const [field, value] of Object.entries(fields)) {
      const key: Record<string, string> = { _field: field, _measurement: measurement, ...tags };
      if ([...wanted].some(([column, wantedValue]) => key[column] !== wantedValue)) continue;
      const id = JSON.stringify(Object.entries(key).sort());
      const table = tables.get(id) ?? { key, rows: [] };
      tables.set(id, table);
      table.rows.push({ time, value });
    }
  }
  return [...tables.values()];
}

const EVERY: Readonly<Record<string, number>> = { '1m': MINUTE, '1h': HOUR, '1d': DAY };

function transformed(tables: readonly Table[], step: string, from: number): readonly Table[] {
  const windowed = /^aggregateWindow\(every: duration\(v: "(\w+)"\), fn: (\w+), createEmpty: false, timeSrc: "_start"\)$/.exec(step);
  if (windowed !== null) {
    const [, every = '', by = ''] = windowed;
    const length = EVERY[every];
    if (length === undefined) throw new Error(`the stub does not know the window ${every}`);
    return tables.map(({ key, rows }) => {
      const windows = Map.groupBy(rows, ({ time }) => Math.max(from, Math.floor((time ?? 0) / length) * length));
      return { key, rows: [...windows].map(([time, within]) => ({ time, value: aggregated(within, by).value })) };
    });
  }
  const selector = /^(first|last|min|max|mean)\(\)$/.exec(step)?.[1];
  if (selector !== undefined) return tables.map(({ key, rows }) => ({ key, rows: [aggregated(rows, selector)] }));
  switch (step) {
    case 'keep(columns: ["_time"])':
      return tables.map(({ rows }) => ({ key: {}, rows: rows.map(({ time }) => ({ time, value: null })) }));
    case 'group()':
      return tables.length === 0 ? [] : [{ key: {}, rows: tables.flatMap(({ rows }) => rows) }];
    case 'sort(columns: ["_time"])':
      return tables.map(({ key, rows }) => ({ key, rows: rows.toSorted((left, right) => (left.time ?? 0) - (right.time ?? 0)) }));
    case 'limit(n: 1)':
      return tables.map(({ key, rows }) => ({ key, rows: rows.slice(0, 1) }));
  }
  throw new Error(`the stub does not know ${step}`);
}

function aggregated(rows: readonly Row[], by: string): Row {
  const values = rows.map(({ value }) => value);
  const numbers = values.filter((value) => typeof value === 'number');
  const rowWith = (value: number): Row => rows.find((row) => row.value === value) ?? { time: null, value };
  if (by === 'count') return { time: null, value: values.length };
  if (by === 'first') return rows[0] ?? { time: null, value: null };
  if (by === 'last') return rows.at(-1) ?? { time: null, value: null };
  if (numbers.length !== values.length) throw new Error(`unsupported input type for ${by} aggregate: string`);
  switch (by) {
    case 'min':
      return rowWith(Math.min(...numbers));
    case 'max':
      return rowWith(Math.max(...numbers));
    case 'mean':
      return { time: null, value: numbers.reduce((sum, value) => sum + value, 0) / numbers.length };
  }
  throw new Error(`the stub does not know ${by}`);
}

function csvOf(name: string, tables: readonly Table[]): string {
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ key, rows }, index) => {
      const columns = Object.keys(key).sort();
      const hasTime = rows.some(({ time }) => time !== null);
      const hasValue = rows.some(({ value }) => value !== null);
      const valueType = typeof rows[0]?.value === 'string' ? 'string' : 'double';
      const line = (...cells: readonly string[]): string => cells.join(',');
      const some = (has: boolean, cell: string): readonly string[] => (has ? [cell] : []);
      return [
        line('#datatype', 'string', 'long', ...some(hasTime, 'dateTime:RFC3339'), ...some(hasValue, valueType), ...columns.map(() => 'string')),
        line('#group', 'false', 'false', ...some(hasTime, 'false'), ...some(hasValue, 'false'), ...columns.map(() => 'true')),
        line('#default', name, '', ...some(hasTime, ''), ...some(hasValue, ''), ...columns.map(() => '')),
        line('', 'result', 'table', ...some(hasTime, '_time'), ...some(hasValue, '_value'), ...columns),
        ...rows.map(({ time, value }) =>
          line('', '', String(index), ...some(hasTime, new Date(time ?? 0).toISOString()), ...some(hasValue, quoted(String(value ?? ''))), ...columns.map((column) => quoted(key[column] ?? ''))),
        ),
        '',
      ].join('\r\n');
    })
    .join('\r\n');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function expected(pattern: RegExp, text: string): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`the stub does not read ${text}`);
  return match;
}
