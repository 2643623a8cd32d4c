import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One numbered step of the schema, named `0001_what.sql`. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with line ends as LF, so that a checkout's line ends do not matter. */
  readonly checksum: string;
}

/** Reads a folder of migrations, in order. Throws Error when it is missing, empty or not numbered 1, 2, 3 … */
export function readMigrations(folder: string): readonly Migration[] {
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file): Migration => {
      const match = /^(\d{4})_(\w+)\.sql$/.exec(file);
      if (!match) throw new Error(`${join(folder, file)} is not named like 0001_what.sql`);
      const [, number, name = ''] = match;
      const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      return { number: Number(number), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
  if (migrations.length === 0) throw new Error(`${folder} holds no migrations`);
  for (const [index, { number }] of migrations.entries()) {
    if (number !== index + 1) throw new Error(`${folder} has no migration ${index + 1}, but ${number}`);
  }
  return migrations;
}
