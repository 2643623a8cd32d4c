import { escape } from '@influxdata/influxdb-client';
import { MEASUREMENTS, type Point } from '../measurements.ts';

/** Times are written in milliseconds. */
export const PRECISION = 'ms';

/**
 * One line of line protocol; null for a point without a value. Numbers are always floats, so that no writer makes a field
 * an integer; a tag that is empty is left out, as the protocol has none, and a tag never ends with a backslash.
 */
export function lineOf(point: Point): string | null {
  const { tags, fields } = MEASUREMENTS[point.measurement];
  return line(point.measurement, tags, point.tags, fields, point.fields, point.time);
}

/** As {@link lineOf}, of any measurement. */
export function line(
  measurement: string,
  tagNames: readonly string[],
  tags: Readonly<Record<string, string>>,
  fieldNames: readonly string[],
  fields: Readonly<Record<string, number | string | undefined>>,
  time: number,
): string | null {
  if (!Number.isFinite(time)) return null;
  let values = '';
  for (const name of fieldNames) {
    const value = fields[name];
    if (value === undefined) continue;
    if (typeof value === 'string') values += `${values === '' ? '' : ','}${name}=${text(value)}`;
    else if (Number.isFinite(value)) values += `${values === '' ? '' : ','}${name}=${value}`;
  }
  if (values === '') return null;
  let series = measurement;
  for (const name of tagNames) {
    const value = tags[name];
    if (value !== undefined && value !== '') series += `,${name}=${tag(value)}`;
  }
  return `${series} ${values} ${Math.floor(time)}`;
}

const SPECIAL = /[, =\n\r\t\\]/;

function tag(value: string): string {
  return SPECIAL.test(value) ? escape.tag(value.replace(/\\+$/, '')) : value;
}

/** Quoted text of one line: the spool keeps a point a line. */
function text(value: string): string {
  return escape.quoted(value.replaceAll(/[\n\r]+/g, ' '));
}

/** Measurement and tags of a line: what all points of a series share. */
export function seriesOf(protocolLine: string): string {
  for (let from = 0; ; ) {
    const space = protocolLine.indexOf(' ', from);
    if (space === -1) return protocolLine;
    if (!protocolLine.startsWith('\\', space - 1)) return protocolLine.slice(0, space);
    from = space + 1;
  }
}

/** The lines of a text that ends with a line break. */
export function linesOf(lines: string): string[] {
  return lines === '' ? [] : lines.slice(0, -1).split('\n');
}
