import type { ColumnChunk, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { DAY, type IsoDate } from '../../../src-core/time.ts';
import { NumberDictionary } from './number-dictionary.ts';

/** A value of each row of a block of memory that has row after row. */
export interface StridedValues {
  readonly values: Float64Array;
  /** Values in a row, and which of them it is. */
  readonly width: number;
  readonly offset: number;
}

/**
 * A column of a file; its rows as they came. `times` are whole milliseconds. `coded` has for each row an index into `codeOf`,
 * which has one into its values. `figures` may be absent: NaN here, null in the file. `day` is the same on every row.
 */
export type EncodedColumn =
  | { readonly kind: 'times'; readonly name: string; readonly rows: StridedValues }
  | { readonly kind: 'coded'; readonly name: string; readonly rows: StridedValues; readonly codeOf: readonly number[]; readonly values: readonly string[] | readonly number[] }
  | { readonly kind: 'figures'; readonly name: string; readonly rows: StridedValues }
  | { readonly kind: 'day'; readonly name: string; readonly date: IsoDate };

export interface EncodedFile {
  /** The file's rows, by the numbers of those that came; in order of their times. */
  readonly order: Uint32Array;
  readonly columns: readonly EncodedColumn[];
  /** The program that wrote it. */
  readonly createdBy: string;
  readonly notes: Readonly<Record<string, string>>;
}

/** Rows whose first and last time is noted: who wants a moment reads few others. */
const ROW_GROUP = 65_536;
const MAGIC = 0x31524150;

/** The rows of one column that a row group has. */
interface Chunk {
  readonly schema: SchemaElement;
  /** Each value once, as the file has them, and of each row that has one its index; null where `plain` has them all. */
  readonly dictionary: { readonly bytes: Uint8Array; readonly count: number; readonly codes: Uint32Array } | null;
  readonly plain: Uint8Array;
  /** 1 for each row that has a value, where that is not every one. */
  readonly present: Uint8Array | null;
  readonly absent: number;
  /** First and last. */
  readonly bounds: { readonly min_value: bigint; readonly max_value: bigint } | null;
}

/**
 * A Parquet file, packed with Snappy. hyparquet-writer's own way takes a value of any type at a time; a session at full speed
 * fills a file a second, so its pages are filled here from typed arrays, and headers, packing and footer are its.
 */
export function encodeParquet({ order, columns, createdBy, notes }: EncodedFile): Uint8Array {
  const rows = order.length;
  const writer = new ByteWriter(1 << 20);
  writer.appendUint32(MAGIC);
  const schemas = columns.map((column) => schemaOf(column, rows));
  const groups: RowGroup[] = [];
  const dictionary = new NumberDictionary();
  for (let from = 0; from < rows; from += ROW_GROUP) {
    const to = Math.min(rows, from + ROW_GROUP);
    const began = writer.offset;
    const chunks = columns.map((column, at) => writeChunk(writer, chunkOf(column, schemas[at] as SchemaElement, order.subarray(from, to), dictionary), to - from));
    groups.push({
      columns: chunks,
      num_rows: BigInt(to - from),
      total_byte_size: chunks.reduce((sum, { meta_data: data }) => sum + (data?.total_uncompressed_size ?? 0n), 0n),
      total_compressed_size: BigInt(writer.offset - began),
    });
  }
  writeMetadata(writer, {
    version: 2,
    created_by: createdBy,
    schema: [{ name: 'root', num_children: columns.length }, ...schemas],
    num_rows: BigInt(rows),
    row_groups: groups,
    key_value_metadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
    // Written behind the rest, by whoever writes it.
    metadata_length: 0,
  });
  writer.appendUint32(MAGIC);
  return writer.getBytes();
}

function schemaOf(column: EncodedColumn, rows: number): SchemaElement {
  const { name } = column;
  switch (column.kind) {
    case 'times':
      return { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }, repetition_type: 'REQUIRED' };
    case 'coded':
      if (typeof column.values[0] === 'number') return { name, type: 'DOUBLE', repetition_type: 'REQUIRED' };
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'REQUIRED' };
    case 'figures':
      // The same type in every file, whatever is in it: files of one folder are read together.
      return { name, type: 'DOUBLE', repetition_type: hasAbsent(column.rows, rows) ? 'OPTIONAL' : 'REQUIRED' };
    case 'day':
      return { name, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' }, repetition_type: 'REQUIRED' };
  }
}

function hasAbsent({ values, width, offset }: StridedValues, rows: number): boolean {
  for (let at = offset; at < rows * width; at += width) if (Number.isNaN(values[at])) return true;
  return false;
}

function chunkOf(column: EncodedColumn, schema: SchemaElement, order: Uint32Array, dictionary: NumberDictionary): Chunk {
  const whole = { schema, dictionary: null, plain: NOTHING, present: null, absent: 0, bounds: null };
  switch (column.kind) {
    case 'times':
      return { ...whole, ...chunkOfTimes(gathered(column.rows, order)) };
    case 'coded':
      return { ...whole, dictionary: { bytes: plainOf(column.values), count: column.values.length, codes: coded(column.rows, column.codeOf, order) } };
    case 'day': {
      const bytes = bytesOf(Int32Array.of(Date.parse(`${column.date}T00:00:00Z`) / DAY));
      return { ...whole, dictionary: { bytes, count: 1, codes: CODES.subarray(0, order.length).fill(0) } };
    }
    case 'figures': {
      const all = gathered(column.rows, order);
      const { figures, present } = schema.repetition_type === 'OPTIONAL' ? presentOf(all) : { figures: all, present: null };
      const part = { ...whole, present, absent: all.length - figures.length };
      const coded = dictionary.code(figures);
      if (coded === null) return { ...part, plain: bytesOf(figures) };
      return { ...part, dictionary: { bytes: bytesOf(coded.values), count: coded.values.length, codes: coded.codes } };
    }
  }
}

/** Times come in runs. */
function chunkOfTimes(times: Float64Array): Pick<Chunk, 'dictionary' | 'bounds'> {
  const codes = CODES.subarray(0, times.length);
  const values: bigint[] = [];
  let before = Number.NaN;
  for (let at = 0; at < times.length; at += 1) {
    const time = times[at] as number;
    if (time !== before) values.push(BigInt(time));
    before = time;
    codes[at] = values.length - 1;
  }
  const [first = 0n] = values;
  return { dictionary: { bytes: bytesOf(BigInt64Array.from(values)), count: values.length, codes }, bounds: { min_value: first, max_value: values.at(-1) ?? first } };
}

function presentOf(all: Float64Array): { readonly figures: Float64Array; readonly present: Uint8Array } {
  const figures = PRESENT_VALUES.subarray(0, all.length);
  const present = PRESENT.subarray(0, all.length).fill(0);
  let count = 0;
  for (let at = 0; at < all.length; at += 1) {
    const figure = all[at] as number;
    if (Number.isNaN(figure)) continue;
    figures[count] = figure;
    count += 1;
    present[at] = 1;
  }
  return { figures: figures.subarray(0, count), present };
}

function writeChunk(writer: ByteWriter, { schema, dictionary, plain, present, absent, bounds }: Chunk, rows: number): ColumnChunk {
  const began = writer.offset;
  let uncompressed = 0;
  if (dictionary !== null) uncompressed += writeDictionary(writer, dictionary.bytes, dictionary.count);
  const dataAt = writer.offset;
  uncompressed += writeData(writer, { dictionary, plain, present, absent, optional: schema.repetition_type === 'OPTIONAL', rows });
  return {
    file_offset: BigInt(began),
    meta_data: {
      type: schema.type ?? 'DOUBLE',
      encodings: dictionary === null ? ['PLAIN', 'RLE'] : ['PLAIN', 'RLE', 'RLE_DICTIONARY'],
      path_in_schema: [schema.name],
      codec: 'SNAPPY',
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - began),
      data_page_offset: BigInt(dataAt),
      ...(dictionary !== null && { dictionary_page_offset: BigInt(began) }),
      ...(bounds !== null && { statistics: { ...bounds, null_count: 0n } }),
    },
  };
}

/** Answers its size before it was packed, as the footer counts it. */
function writeDictionary(writer: ByteWriter, bytes: Uint8Array, count: number): number {
  const began = writer.offset;
  const packed = snappyCompress(bytes);
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: bytes.length,
    compressed_page_size: packed.length,
    dictionary_page_header: { num_values: count, encoding: 'PLAIN' },
  });
  const header = writer.offset - began;
  writer.appendBytes(packed);
  return header + bytes.length;
}

interface DataPage extends Pick<Chunk, 'dictionary' | 'plain' | 'present' | 'absent'> {
  readonly optional: boolean;
  readonly rows: number;
}

function writeData(writer: ByteWriter, { dictionary, plain, present, absent, optional, rows }: DataPage): number {
  const began = writer.offset;
  const levels = new ByteWriter();
  if (optional) writeRleBitPackedHybrid(levels, present ?? new Uint8Array(rows).fill(1), 1);
  const values = new ByteWriter(plain.length === 0 ? rows * 2 + 64 : plain.length);
  if (dictionary === null) values.appendBytes(plain);
  else {
    const width = Math.ceil(Math.log2(Math.max(1, dictionary.count)));
    values.appendUint8(width);
    writeRleBitPackedHybrid(values, dictionary.codes, width);
  }
  const packed = snappyCompress(values.getBytes());
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.offset + values.offset,
    compressed_page_size: levels.offset + packed.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: absent,
      num_rows: rows,
      encoding: dictionary === null ? 'PLAIN' : 'RLE_DICTIONARY',
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const header = writer.offset - began;
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(packed);
  return header + levels.offset + values.offset;
}

/** As Parquet's plain encoding has them. */
function plainOf(values: readonly string[] | readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  const encoder = new TextEncoder();
  for (const value of values) {
    if (typeof value === 'number') writer.appendFloat64(value);
    else {
      const bytes = encoder.encode(value);
      writer.appendUint32(bytes.length);
      writer.appendBytes(bytes);
    }
  }
  return writer.getBytes();
}

const NOTHING = new Uint8Array(0);
// One chunk is made at a time, in the same memory: fresh memory takes longer than what is written to it.
const GATHERED = new Float64Array(ROW_GROUP);
const PRESENT_VALUES = new Float64Array(ROW_GROUP);
const PRESENT = new Uint8Array(ROW_GROUP);
const CODES = new Uint32Array(ROW_GROUP);

function gathered({ values, width, offset }: StridedValues, order: Uint32Array): Float64Array {
  for (let at = 0; at < order.length; at += 1) GATHERED[at] = values[(order[at] as number) * width + offset] as number;
  return GATHERED.subarray(0, order.length);
}

/** What each index stands for. */
function coded({ values, width, offset }: StridedValues, codeOf: readonly number[], order: Uint32Array): Uint32Array {
  const table = Uint32Array.from(codeOf);
  for (let at = 0; at < order.length; at += 1) CODES[at] = table[values[(order[at] as number) * width + offset] as number] as number;
  return CODES.subarray(0, order.length);
}

/** Little-endian, as every machine this runs on is. */
function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | BigInt64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
