import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../../src-core/time.ts';
import { KEY_FAMILIES } from '../../../../src-main/stores/realtime/key-families.ts';
import { RETENTION_RULES, type RetentionRule } from '../../../../src-main/stores/retention/retention-rules.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/retention.md'), 'utf8');

function kept({ days, kept }: RetentionRule): string {
  if (kept !== undefined) return kept;
  if (days === null) return 'for ever';
  return days === 1 ? '1 day' : `${days} days`;
}

test('the document has the rules, all of them and no other', () => {
  const table = text.split('\n').filter((line) => line.startsWith('| '));
  expect(table.slice(1)).toEqual(Object.values(RETENTION_RULES).map((rule) => `| ${rule.data} | ${kept(rule)} | ${rule.counted} |`));
});

test('the rules are those of the schema document', () => {
  const { realtime_cache, market_data_snapshots, options_chains, time_series_detail, daily_aggregates, trade_history, audit_logs } = RETENTION_RULES;
  expect([market_data_snapshots, options_chains, time_series_detail].map(({ days }) => days)).toEqual([30, 30, 30]);
  expect([daily_aggregates.days, audit_logs.days]).toEqual([Math.ceil(2 * 365.25), Math.ceil(7 * 365.25)]);
  expect(trade_history.days).toBeNull();
  // A locked day is the witness's own, beside the database, and no copy of what is there.
  const { deskDayLock, ...cache } = KEY_FAMILIES;
  expect(deskDayLock.ttl).toBe(30 * DAY);
  const lives = Object.values(cache).map(({ ttl }) => ttl).filter((ttl): ttl is Extract<typeof ttl, number> => typeof ttl === 'number');
  expect(Math.max(...lives)).toBe(realtime_cache.days * DAY);
  expect(Math.min(...lives)).toBeLessThanOrEqual(MINUTE);
});
