import { CONFIG_KEYS } from '../../src-core/access/config-keys.ts';
import type { Clock } from '../../src-core/time.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { ConfigRow, ConfigRows } from './config-rows.ts';

/** Rows of this workstation's own system_config. What windows keep in the same table is none of them. */
export async function openLocalConfigRows(store: RelationalStore, clock: Clock): Promise<ConfigRows> {
  const { db } = store;
  const kept = await db
    .selectFrom('system_config')
    .where('config_key', 'in', CONFIG_KEYS)
    .select(['config_key', 'config_value', 'config_type', 'description', 'is_sensitive', 'updated_at'])
    .orderBy('config_key')
    .execute();
  let rows: readonly ConfigRow[] = kept.map((row) => ({
    key: row.config_key,
    value: row.config_value,
    type: row.config_type,
    isSensitive: Boolean(row.is_sensitive),
    description: row.description ?? '',
    updatedAt: row.updated_at,
  }));
  const listeners = new Set<() => void>();
  return {
    rows: () => rows,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async write(key, row) {
      if (row === null) await store.commit([db.deleteFrom('system_config').where('config_key', '=', key).compile()]);
      else {
        const changing = { config_value: row.value, config_type: row.type, description: row.description, is_sensitive: row.isSensitive, updated_at: row.updatedAt };
        await store.commit([
          db
            .insertInto('system_config')
            .values({ config_key: key, ...changing, created_at: clock.now() })
            .onConflict((conflict) => conflict.column('config_key').doUpdateSet(changing))
            .compile(),
        ]);
      }
      rows = [...rows.filter((other) => other.key !== key), ...(row === null ? [] : [row])];
      for (const listener of [...listeners]) listener();
    },
  };
}
