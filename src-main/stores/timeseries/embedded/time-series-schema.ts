import { DAILY, DAILY_MEASUREMENTS, dailyName, type DailyMeasurement } from '../daily-aggregates.ts';
import { MEASUREMENTS, type Measurement } from '../measurements.ts';

/** Of timeseries.sqlite, as its user_version. */
export const SCHEMA_VERSION = 1;

export interface Table {
  readonly name: string;
  readonly tags: readonly string[];
  readonly fields: readonly string[];
}

export const MEASUREMENT_NAMES: readonly Measurement[] = ['market_data', 'options_data', 'correlations', 'portfolio_performance', 'risk_metrics'];

export function detailTable(measurement: Measurement): Table {
  return { name: measurement, ...MEASUREMENTS[measurement] };
}

export function dailyTable(measurement: DailyMeasurement): Table {
  return { name: dailyName(measurement), tags: MEASUREMENTS[measurement].tags, fields: DAILY[measurement].map(({ name }) => name) };
}

export function keyOf({ name, tags }: Table): readonly string[] {
  const [first = '', ...others] = tags;
  // Options come in bulk, in order of time, and are not read one by one; all others are read as a series over time.
  return name === 'options_data' ? ['time', ...tags] : [first, 'time', ...others];
}

/** One table a measurement, tags and fields as columns; making it again changes nothing. */
export function schemaStatements(): readonly string[] {
  const tables = [...MEASUREMENT_NAMES.map(detailTable), ...DAILY_MEASUREMENTS.map(dailyTable)];
  return tables.flatMap((table) => {
    const columns = [
      ...table.tags.map((tag) => `${tag} TEXT NOT NULL`),
      'time INTEGER NOT NULL',
      ...table.fields.map((field) => `${field} ${field === 'severity' ? 'TEXT' : 'REAL'}`),
      `PRIMARY KEY (${keyOf(table).join(', ')})`,
    ];
    const create = `CREATE TABLE IF NOT EXISTS ${table.name} (${columns.join(', ')}) WITHOUT ROWID`;
    if (keyOf(table)[0] === 'time') return [create];
    return [create, `CREATE INDEX IF NOT EXISTS ${table.name}_time ON ${table.name} (time)`];
  });
}

/** Adds a point, or the fields that it has to the one of the same tags and time. */
export function upsert(table: Table): string {
  const columns = [...table.tags, 'time', ...table.fields];
  const set = table.fields.map((field) => `${field} = coalesce(excluded.${field}, ${field})`);
  return (
    `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ` +
    `ON CONFLICT (${keyOf(table).join(', ')}) DO UPDATE SET ${set.join(', ')}`
  );
}
