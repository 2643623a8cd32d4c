import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DAY } from '../../../../src-core/time.ts';
import type { RecordColumn } from '../record-columns.ts';
import type { RecordTable } from '../relational-store.ts';

const CHUNK_BYTES = 1 << 16;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END_OF_ROWS = Buffer.from([0xff, 0xff]);
const ABSENT = -1;

/** From 1970-01-01 to 2000-01-01, where the server's moments and dates begin. */
const SERVER_EPOCH_MS = Date.UTC(2000, 0);
const HIGH = 2 ** 32;

/** A number's digits are sent in groups of four: one ten-thousandth of a dollar is one unit of the last group. */
const GROUP = 10_000;
const MOST_GROUPS = 5;
const NEGATIVE = 0x4000;

/**
 * Sends rows with a binary COPY on a connection that is the caller's, in whatever transaction it is in; without one the
 * rows are applied when it resolves. The partitions must be there. `ending` is called when everything but the end was
 * sent: before, nothing is applied. Throws the server's own error, or the connection's.
 */
export async function copyRows(client: pg.Client, table: RecordTable, count: number, columns: readonly RecordColumn[], ending: () => void = () => undefined): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.map(({ name }) => name).join(', ')}) FROM STDIN WITH (FORMAT binary)`));
  // What it still holds must not be sent after the server said no.
  stream.on('error', () => stream.destroy());
  const ended = finished(stream);
  ended.catch(() => {
    // Thrown where it is awaited.
  });
  const fields = columns.map(fieldWriter);
  const texts = columns.flatMap(({ values }) => (values instanceof Float64Array ? [] : [values]));
  let buffer = new CopyBuffer(CHUNK_BYTES);
  buffer.append(SIGNATURE);
  for (let row = 0; row < count && !stream.destroyed; row += 1) {
    let needed = 2 + columns.length * (4 + 8 + 2 * MOST_GROUPS);
    for (const text of texts) needed += 3 * (text[row]?.length ?? 0);
    if (!buffer.hasRoom(needed)) {
      if (!stream.write(buffer.written())) await Promise.race([once(stream, 'drain'), ended]);
      buffer = new CopyBuffer(Math.max(CHUNK_BYTES, needed));
    }
    buffer.int16(fields.length);
    for (const write of fields) write(buffer, row);
  }
  if (!buffer.hasRoom(END_OF_ROWS.length)) {
    stream.write(buffer.written());
    buffer = new CopyBuffer(END_OF_ROWS.length);
  }
  buffer.append(END_OF_ROWS);
  // Called back when the server has begun to take rows and the last of them is on its way.
  await Promise.race([new Promise((resolve) => stream.write(buffer.written(), resolve)), ended]);
  if (!stream.destroyed) ending();
  stream.end();
  await ended;
}

type FieldWriter = (buffer: CopyBuffer, row: number) => void;

function fieldWriter({ kind, values }: RecordColumn): FieldWriter {
  switch (kind) {
    case 'integer':
      return numbers(values, (buffer, value) => buffer.integer(value));
    case 'bigint':
      return numbers(values, (buffer, value) => buffer.bigint(value));
    case 'moment':
      return numbers(values, (buffer, value) => buffer.bigint((value - SERVER_EPOCH_MS) * 1_000));
    case 'money':
      return numbers(values, (buffer, value) => buffer.numeric(value, 1, 4));
    case 'figure4':
      return numbers(values, (buffer, value) => buffer.numeric(roundedTimes(value, 1e4), 1, 4));
    case 'figure6':
      return numbers(values, (buffer, value) => buffer.numeric(100 * roundedTimes(value, 1e6), 2, 6));
    case 'date':
      return (buffer, row) => {
        const value = values[row] ?? null;
        if (value === null) buffer.int32(ABSENT);
        else buffer.integer((Date.parse(`${value}T00:00:00Z`) - SERVER_EPOCH_MS) / DAY);
      };
    case 'text':
      return (buffer, row) => {
        const value = values[row] ?? null;
        if (value === null) buffer.int32(ABSENT);
        else buffer.text(value);
      };
  }
}

function numbers(values: Float64Array, write: (buffer: CopyBuffer, value: number) => void): FieldWriter {
  return (buffer, row) => {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) buffer.int32(ABSENT);
    else write(buffer, value);
  };
}

/** Halves away from zero, as the server rounds. */
function roundedTimes(figure: number, scale: number): number {
  return Math.sign(figure) * Math.round(Math.abs(figure) * scale);
}

/** Bytes of rows as COPY takes them: each field its length and its value, the high byte first. */
class CopyBuffer {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #groups = new Int16Array(MOST_GROUPS);
  #at = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  hasRoom(size: number): boolean {
    return this.#at + size <= this.#bytes.length;
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  append(bytes: Buffer): void {
    this.#at += bytes.copy(this.#bytes, this.#at);
  }

  int16(value: number): void {
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  int32(value: number): void {
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  integer(value: number): void {
    this.int32(4);
    this.int32(value);
  }

  bigint(value: number): void {
    this.int32(8);
    this.int32(Math.floor(value / HIGH));
    this.#view.setUint32(this.#at, value - Math.floor(value / HIGH) * HIGH);
    this.#at += 4;
  }

  /** A whole number whose last `fractionGroups` groups of four digits stand after the point; `decimals` of them are said to count. */
  numeric(value: number, fractionGroups: number, decimals: number): void {
    const groups = this.#groups;
    let rest = Math.abs(value);
    let count = 0;
    for (; rest > 0; count += 1) {
      const group = rest % GROUP;
      groups[count] = group;
      rest = (rest - group) / GROUP;
    }
    this.int32(8 + 2 * count);
    this.int16(count);
    this.int16(count === 0 ? 0 : count - 1 - fractionGroups);
    this.int16(value < 0 ? NEGATIVE : 0);
    this.int16(decimals);
    for (let group = count - 1; group >= 0; group -= 1) this.int16(groups[group] ?? 0);
  }

  text(value: string): void {
    const start = this.#at + 4;
    let at = start;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        at = start + this.#bytes.write(value, start);
        break;
      }
      this.#bytes[at] = code;
      at += 1;
    }
    this.int32(at - start);
    this.#at = at;
  }
}
