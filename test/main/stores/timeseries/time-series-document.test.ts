import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAILY, DAILY_MEASUREMENTS, dailyName } from '../../../../src-main/stores/timeseries/daily-aggregates.ts';
import { MEASUREMENTS } from '../../../../src-main/stores/timeseries/measurements.ts';

const root = join(import.meta.dirname, '../../../..');
const DOCUMENT = join(root, '../shared/seed/database-schema.md');

/** Rows of the table under a heading, cell by cell. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = readFileSync(join(root, 'docs/time-series.md'), 'utf8').split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => row.slice(1, -1).split('|').map((cell) => cell.trim()));
}

describe('the page on time series', () => {
  it('lists the measurements as they are', () => {
    expect(tableUnder('Measurements')).toEqual(Object.entries(MEASUREMENTS).map(([name, { tags, fields }]) => [name, tags.join(', '), fields.join(', ')]));
  });

  it('lists the daily aggregates as they are', () => {
    expect(tableUnder('Daily aggregates')).toEqual(DAILY_MEASUREMENTS.flatMap((measurement) => DAILY[measurement].map(({ name, of, by }) => [dailyName(measurement), name, by, of])));
  });
});

it.skipIf(!existsSync(DOCUMENT))('has the measurements, tags and fields of the schema document', () => {
  const blocks = readFileSync(DOCUMENT, 'utf8').matchAll(/# Measurement: (\w+)\n# Tags: (.+)\n# Fields: (.+)\n/g);
  const documented = new Map([...blocks].map(([, name = '', tags = '', fields = '']) => [name, { tags: tags.split(', '), fields: fields.split(', ') }]));
  expect(documented.size).toBe(5);
  for (const [name, { tags, fields }] of Object.entries(MEASUREMENTS)) expect([name, documented.get(name)]).toEqual([name, { tags: [...tags], fields: [...fields] }]);
});
