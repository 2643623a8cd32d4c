import { z } from 'zod';
import type { RelationalStore } from './relational-store.ts';

const jsonSchema = z.json();
export type JsonValue = z.output<typeof jsonSchema>;

export interface SettingsRepository {
  /** null when never set. */
  get(name: string): Promise<JsonValue | null>;
  set(name: string, value: JsonValue): Promise<void>;
}

/** Settings by name, each a JSON value. */
export function createSettingsRepository(store: RelationalStore): SettingsRepository {
  const { db } = store;
  return {
    async get(name) {
      const row = await db
        .selectFrom('system_config')
        .select('config_value')
        .where('config_key', '=', name)
        .where('config_type', '=', 'json')
        .executeTakeFirst();
      return row === undefined ? null : jsonSchema.parse(JSON.parse(row.config_value));
    },
    set(name, value) {
      const changing = { config_value: JSON.stringify(value), config_type: 'json' } as const;
      const query = db
        .insertInto('system_config')
        .values({ config_key: name, ...changing })
        .onConflict((conflict) => conflict.column('config_key').doUpdateSet(changing))
        .compile();
      return store.commit([query]);
    },
  };
}
