import { CONFIG_KEYS } from '../../src-core/access/config-keys.ts';
import type { Clock } from '../../src-core/time.ts';
import { readConfigRows, writeConfigRow } from '../stores/relational/access/config-row-queries.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { ConfigRows } from './config-rows.ts';

/** Rows of this workstation's own system_config. What windows keep in the same table is none of them. */
export async function openLocalConfigRows(store: RelationalStore, clock: Clock): Promise<ConfigRows> {
  const { db } = store;
  let rows = await readConfigRows(db, CONFIG_KEYS);
  const listeners = new Set<() => void>();
  return {
    rows: () => rows,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async write(key, row) {
      await store.commit([writeConfigRow(db, key, row, clock.now())]);
      rows = [...rows.filter((other) => other.key !== key), ...(row === null ? [] : [row])];
      for (const listener of [...listeners]) listener();
    },
  };
}
