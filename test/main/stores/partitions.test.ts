import { expect, test } from 'vitest';
import { PARTITIONED_TABLES, partitionNamed, partitionsAhead } from '../../../src-main/stores/relational/postgres/partitions.ts';

test('a partition’s name says its period', () => {
  for (const partition of partitionsAhead(Date.UTC(2026, 10, 20))) {
    expect(PARTITIONED_TABLES.flatMap((table) => partitionNamed(table, partition.name) ?? [])).toEqual([partition]);
  }
  expect(partitionNamed('audit_logs', 'audit_logs_2026_11_18')).toBeNull();
  expect(partitionNamed('market_data_snapshots', 'market_data_snapshots_2026_13')).toBeNull();
  expect(partitionNamed('market_data_snapshots', 'market_data_snapshots_old')).toBeNull();
  expect(partitionNamed('market_data_snapshots', 'options_chains_2026_11')).toBeNull();
});
