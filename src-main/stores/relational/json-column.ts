import type { z } from 'zod';

/** Reads a JSON column, which one server hands over as text and another already parsed. Throws ZodError when it is not what the schema says. */
export function readJson<Schema extends z.ZodType>(schema: Schema, column: unknown): z.output<Schema> {
  return schema.parse(typeof column === 'string' ? JSON.parse(column) : column);
}
