import type { CompiledQuery, Kysely } from 'kysely';
import type { ConfigKey } from '../../../../src-core/access/config-keys.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { ConfigRow } from '../../../access/config-rows.ts';
import type { Database } from '../schema.ts';

/** Rows of system_config of those keys; what windows keep in the same table is none of them. */
export async function readConfigRows(db: Kysely<Database>, keys: readonly ConfigKey[]): Promise<readonly ConfigRow[]> {
  const rows = await db
    .selectFrom('system_config')
    .where('config_key', 'in', keys)
    .select(['config_key', 'config_value', 'config_type', 'description', 'is_sensitive', 'updated_at'])
    .orderBy('config_key')
    .execute();
  return rows.map((row) => ({
    key: row.config_key,
    value: row.config_value,
    type: row.config_type,
    isSensitive: Boolean(row.is_sensitive),
    description: row.description ?? '',
    updatedAt: row.updated_at,
  }));
}

/** null takes the row away. `now` is when a row that is new came to be. */
export function writeConfigRow(db: Kysely<Database>, key: string, row: ConfigRow | null, now: EpochMs): CompiledQuery {
  if (row === null) return db.deleteFrom('system_config').where('config_key', '=', key).compile();
  const changing = { config_value: row.value, config_type: row.type, description: row.description, is_sensitive: row.isSensitive, updated_at: row.updatedAt };
  return db
    .insertInto('system_config')
    .values({ config_key: key, ...changing, created_at: now })
    .onConflict((conflict) => conflict.column('config_key').doUpdateSet(changing))
    .compile();
}
