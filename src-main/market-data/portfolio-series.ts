import type { PackageView, PositionsView } from '../../src-core/contract/schemas.ts';
import { multiplier, parseSymbol, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../src-core/money.ts';
import type { PortfolioPoint, RiskPoint } from './series-point.ts';

/** Whose portfolio it is. */
export interface PortfolioOwner {
  readonly userId: string;
  readonly accountId: string;
}

/** From these parts of the threshold on. */
const SEVERITIES = [
  { severity: 'critical', from: 0.9 },
  { severity: 'high', from: 0.75 },
  { severity: 'medium', from: 0.5 },
] as const;

/**
 * A point for each underlying that is or was held today, in dollars. pnl is realised and unrealised with commission and
 * fees, as the account's profit is booked; unrealized_pnl is before them. position_count counts packages that still hold
 * something. exposure is their gross market value: what each leg is worth at its mid, long and short alike counted as
 * positive, so it is known whenever the legs are quoted, and adds up. What an unquoted leg makes unknown is absent.
 */
export function portfolioPoints({ time, packages }: PositionsView, { userId, accountId }: PortfolioOwner): readonly PortfolioPoint[] {
  return UNDERLYINGS.flatMap((ticker): PortfolioPoint[] => {
    const own = packages.filter(({ underlying }) => underlying === ticker);
    if (own.length === 0) return [];
    const fields = {
      pnl: sum(own, ({ profit }) => dollars(profit.expected)),
      unrealized_pnl: sum(own, ({ unrealised }) => dollars(unrealised.expected)),
      position_count: own.filter(({ legs }) => legs.length > 0).length,
      exposure: sum(own, ({ legs }) => sum(legs, grossValue)),
    };
    return [{ measurement: 'portfolio_performance', tags: { user_id: userId, account_id: accountId, ticker }, fields, time }];
  });
}

/**
 * The account's risk, in dollars. margin_used against the net liquidation value; daily_pnl with commission and fees; what
 * the portfolio gains by a move of each underlying: portfolio_delta by its dollar value as shares, portfolio_gamma as the
 * change of that for 1 %, portfolio_vega for one percent of volatility. `spotOf` is dollars, NaN when not known.
 */
export function riskPoints(view: PositionsView, owner: PortfolioOwner, spotOf: (underlying: Underlying) => number): readonly RiskPoint[] {
  const { account, packages } = view;
  const margin = toDollars(account.margin);
  const netLiquidation = dollars(account.netLiquidation);
  const held = packages.filter(({ legs }) => legs.length > 0);
  const greek = (pick: (item: PackageView) => number | null, scale: (spot: number) => number): number =>
    sum(held, (item) => (pick(item) ?? Number.NaN) * scale(spotOf(item.underlying)));
  const points = [
    riskPoint(view, owner, 'margin_used', Number.isNaN(netLiquidation) ? { value: margin } : { value: margin, threshold: netLiquidation, severity: severityOf(margin, netLiquidation) }),
    riskPoint(view, owner, 'daily_pnl', { value: dollars(account.profitToday.expected) }),
    riskPoint(view, owner, 'portfolio_delta', { value: greek(({ greeks }) => greeks.delta, (spot) => spot) }),
    riskPoint(view, owner, 'portfolio_gamma', { value: greek(({ greeks }) => greeks.gamma, (spot) => spot * spot * 0.01) }),
    riskPoint(view, owner, 'portfolio_vega', { value: greek(({ greeks }) => greeks.vega, () => 1) }),
  ];
  return points.filter(({ fields }) => !Number.isNaN(fields.value));
}

/** How near a value is to its threshold, both in the same unit: low below half of it, critical from nine tenths. */
export function severityOf(value: number, threshold: number): 'low' | 'medium' | 'high' | 'critical' {
  if (value <= 0) return 'low';
  const part = threshold > 0 ? value / threshold : Number.POSITIVE_INFINITY;
  return SEVERITIES.find(({ from }) => part >= from)?.severity ?? 'low';
}

function riskPoint({ time }: PositionsView, { userId, accountId }: PortfolioOwner, metric: string, fields: RiskPoint['fields']): RiskPoint {
  return { measurement: 'risk_metrics', tags: { user_id: userId, account_id: accountId, metric_type: metric }, fields, time };
}

function grossValue({ symbol, quantity, mid }: PackageView['legs'][number]): number {
  return mid === null ? Number.NaN : Math.abs(quantity * multiplier(parseSymbol(symbol)) * mid);
}

function dollars(amount: Money | null): number {
  return amount === null ? Number.NaN : toDollars(amount);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
