import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { money, toDollars } from '../../../src-core/money.ts';
import { DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { insertYear, yearOfTrading } from '../../support/year-of-trading.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { openWorld } from './performance-world.ts';

const DATE = parseIsoDate('2026-11-20');
const YEAR = { packages: 600, sessions: 12, before: DATE };

let directory: TestDirectory;
beforeEach(() => {
  directory = new TestDirectory();
});
afterEach(() => directory.remove());

it('tells the same sum by days, by trades, by the ledger and by the keys of each dimension, and keeps it once', async () => {
  const store = await directory.open();
  const profile = await ensureLocalProfile(store, 'trader', randomUUID);
  await store.close();
  expect(insertYear(directory.file, profile, YEAR)).toMatchObject({ packages: 600, fills: 2_400 });
  const made = [...yearOfTrading(YEAR)];
  const nets = made.map(({ trade }) => trade.realised - trade.commission - trade.fees);
  const sum = nets.reduce((left, right) => left + right, 0);

  const world = await openWorld({ directory, date: DATE });
  const { engine } = world;
  const view = await engine.get({ slice: {} });
  await engine.idle();
  expect(view).toMatchObject({ basis: 'account', startEquity: 1_000_000, account: { trades: 600 }, scatter: { total: 600 } });
  expect(view.days).toHaveLength(12);
  expect(view.days.at(-1)?.equity).toBe(1_000_000 + toDollars(money(sum)));
  expect(view.daily.reduce((total, { net }) => total + (net ?? Number.NaN), 0)).toBe(sum);
  const { totals } = world.manager.book;
  expect(totals.realised - totals.commission - totals.fees).toBe(sum);
  expect(view.daily.reduce((total, { trades }) => total + trades, 0)).toBe(600);
  expect(view.daily.reduce((total, { winners }) => total + winners, 0)).toBe(nets.filter((net) => net > 0).length);
  const figure = (metrics: (typeof view)['metrics'], name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  for (const by of DIMENSIONS) {
    const { rows } = await engine.slices({ slice: {}, by });
    const counted = rows.reduce((total, { metrics }) => total + figure(metrics, 'trades'), 0);
    if (by === 'tag') {
      expect(counted).toBe(made.reduce((total, { tags }) => total + Math.max(1, tags.length), 0));
      continue;
    }
    expect(counted).toBe(600);
    expect(rows.reduce((total, { metrics }) => total + figure(metrics, 'net_result'), 0)).toBeCloseTo(toDollars(money(sum)), 6);
    for (const { key, metrics } of rows) {
      const sliced = await engine.get({ slice: { [by]: [key] } });
      expect([sliced.basis, figure(sliced.metrics, 'net_result')]).toEqual(['trades', figure(metrics, 'net_result')]);
      expect(sliced.days).toHaveLength(12);
    }
  }
  const half = await engine.get({ slice: {}, from: view.days[6]?.date });
  expect(half.startEquity).toBe(view.days[5]?.equity);
  expect(half.days.at(-1)?.equity).toBe(view.days.at(-1)?.equity);

  // What is kept is there; nothing of it is written again at the next start.
  const rows = () => world.store.db.selectFrom('daily_pnl').selectAll().orderBy('trade_date').orderBy('ticker_id').execute();
  const written = await rows();
  expect(written.filter(({ ticker_id }) => ticker_id === null)).toHaveLength(12);
  expect(await world.store.db.selectFrom('performance_metrics').select(['total_trades']).where('period_end', '=', parseIsoDate('2026-12-31')).execute()).toEqual([{ total_trades: 600 }, { total_trades: 600 }]);
  await engine.close();
  await world.store.close();
  const again = await openWorld({ directory, date: DATE, sessionId: world.sessionId });
  await again.engine.idle();
  expect(await again.store.db.selectFrom('daily_pnl').selectAll().orderBy('trade_date').orderBy('ticker_id').execute()).toEqual(written);
  await again.engine.close();
});
