import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, TableWriter } from './table.ts';

/** Digits of an amount: beyond any account, and within 64 bits. */
const MONEY_DIGITS = 18;

/** Apache Parquet, Snappy: moments are UTC milliseconds, money DECIMAL(18,4), unknown is null. One row group a piece. */
export function parquetTable<Row>(columns: readonly Column<Row>[]): TableWriter<Row> {
  const writer = new ByteWriter();
  const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)];
  const file = new ParquetWriter({ writer, schema, createdBy: 'Smart 0DTE' });
  return {
    write(rows) {
      if (rows.length === 0) return;
      void file.write({ columnData: columns.map((column) => ({ name: column.name, data: valuesOf(column, rows) })), rowGroupSize: rows.length });
    },
    finish() {
      void file.finish();
      return new Uint8Array(writer.getBuffer());
    },
  };
}

function elementOf<Row>({ name, kind }: Column<Row>): SchemaElement {
  const optional = { name, repetition_type: 'OPTIONAL' as const };
  switch (kind) {
    case 'text':
      return { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'count':
      return { ...optional, type: 'INT32' };
    case 'figure':
      return { ...optional, type: 'DOUBLE' };
    case 'money':
      return { ...optional, type: 'INT64', converted_type: 'DECIMAL', precision: MONEY_DIGITS, scale: 4 };
    case 'date':
      return { ...optional, type: 'INT32', converted_type: 'DATE' };
    case 'moment':
      return { ...optional, type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } };
  }
}

function valuesOf<Row>(column: Column<Row>, rows: readonly Row[]): unknown[] {
  switch (column.kind) {
    case 'money':
      return rows.map((row) => {
        const amount = column.of(row);
        // Already in ten-thousandths: exact.
        return amount === null ? null : BigInt(amount);
      });
    case 'moment':
      return rows.map((row) => {
        const time = column.of(row);
        return time === null ? null : new Date(time);
      });
    case 'date':
      return rows.map((row) => {
        const date = column.of(row);
        return date === null ? null : new Date(`${date}T00:00:00Z`);
      });
    case 'figure':
      return rows.map((row) => {
        const figure = column.of(row);
        return figure === null || Number.isNaN(figure) ? null : figure;
      });
    case 'count':
      return rows.map(column.of);
    case 'text':
      return rows.map(column.of);
  }
}
