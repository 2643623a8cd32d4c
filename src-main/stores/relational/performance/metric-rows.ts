import type { CompiledQuery, Kysely } from 'kysely';
import { fromDollars, type Money, MONEY_SCALE } from '../../../../src-core/money.ts';
import type { Metric, MetricName } from '../../../../src-core/performance/metric.ts';
import type { EpochMs, IsoDate } from '../../../../src-core/time.ts';
import { nameUuid } from '../name-uuid.ts';
import type { Database } from '../schema.ts';
import { type Owner, within } from './performance-owner.ts';

/** Decimals and the least value that is too great of the document's columns. */
const RATIO = { decimals: 4, most: 1e4 };
const RATE = { decimals: 3, most: 10 };
const COUNT = { decimals: 0, most: 2 ** 31 };
const MOST_AVERAGE = 1e10;

/** Writes the figures of a period. The document's columns have those that they have a place for; `metrics` has them all as they are. */
export function metricsQuery(db: Kysely<Database>, { id: accountId, userId }: Owner, from: IsoDate, to: IsoDate, metrics: readonly Metric[], time: EpochMs): CompiledQuery {
  const value = (name: MetricName): number | null => metrics.find((metric) => metric.name === name)?.value ?? null;
  const changing = {
    total_return: figure(value('total_return'), RATIO),
    total_trades: figure(value('trades'), COUNT),
    winning_trades: figure(value('winners'), COUNT),
    losing_trades: figure(value('losers'), COUNT),
    win_rate: figure(value('win_rate'), RATE),
    avg_win: amount(value('average_win')),
    avg_loss: amount(value('average_loss')),
    profit_factor: figure(value('profit_factor'), RATIO),
    sharpe_ratio: figure(value('sharpe'), RATIO),
    max_drawdown: figure(value('max_drawdown'), RATIO),
    max_drawdown_duration: figure(value('max_drawdown_duration'), COUNT),
    volatility: figure(value('volatility'), RATIO),
    metrics: JSON.stringify(metrics),
  };
  return db
    .insertInto('performance_metrics')
    .values({ ...changing, id: nameUuid(`${accountId}/metrics/${from}/${to}`), user_id: userId, account_id: accountId, period_start: from, period_end: to, created_at: time })
    .onConflict((conflict) => conflict.columns(['user_id', 'account_id', 'period_start', 'period_end']).doUpdateSet(changing))
    .compile();
}

function figure(value: number | null, { decimals, most }: { readonly decimals: number; readonly most: number }): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const rounded = Number(value.toFixed(decimals));
  return Math.abs(rounded) < most ? rounded : null;
}

function amount(dollars: number | null): Money | null {
  if (dollars === null || !(Math.abs(dollars) < Number.MAX_SAFE_INTEGER / MONEY_SCALE)) return null;
  return within(fromDollars(dollars), MOST_AVERAGE);
}
