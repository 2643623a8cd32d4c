import type { PackageView, PositionsView } from '../../src-core/contract/schemas.ts';
import { multiplier, parseSymbol, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { add, type Money, toDollars } from '../../src-core/money.ts';
import type { LimitName, RiskLimits } from '../../src-core/risk/limits.ts';
import type { ExpiryView, RiskMeasures } from '../../src-core/risk/measures.ts';
import { percentOfEquity } from '../../src-core/risk/percent-of-equity.ts';
import type { EpochMs } from '../../src-core/time.ts';
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
 * The account's risk by the positions alone, in dollars. margin_used against the net liquidation value; daily_pnl with
 * commission and fees; what the portfolio gains by a move of each underlying: portfolio_delta by its dollar value as shares,
 * portfolio_gamma as the change of that for 1 %, portfolio_vega for one percent of volatility. `spotOf` is dollars, NaN when
 * not known.
 */
export function riskPoints(view: PositionsView, owner: PortfolioOwner, spotOf: (underlying: Underlying) => number): readonly RiskPoint[] {
  const { account, packages } = view;
  const margin = toDollars(account.margin);
  const netLiquidation = dollars(account.netLiquidation);
  const held = packages.filter(({ legs }) => legs.length > 0);
  const greek = (pick: (item: PackageView) => number | null, scale: (spot: number) => number): number =>
    sum(held, (item) => (pick(item) ?? Number.NaN) * scale(spotOf(item.underlying)));
  return known(view.time, owner, [
    ['margin_used', { value: margin, ...(Number.isNaN(netLiquidation) ? {} : { threshold: netLiquidation, severity: severityOf(margin, netLiquidation) }) }],
    ['daily_pnl', { value: dollars(account.profitToday.expected) }],
    ['portfolio_delta', { value: greek(({ greeks }) => greeks.delta, (spot) => spot) }],
    ['portfolio_gamma', { value: greek(({ greeks }) => greeks.gamma, (spot) => spot * spot * 0.01) }],
    ['portfolio_vega', { value: greek(({ greeks }) => greeks.vega, () => 1) }],
  ]);
}

/** What the risk engine measures, and what it is held against. */
export interface MeasuredRisk {
  readonly measures: RiskMeasures;
  readonly limits: RiskLimits;
  /** Absent: nothing is said of the end of the day. */
  readonly expiry?: ExpiryView;
}

/**
 * The account's risk as the risk engine measures it, in dollars: results and losses are negative where money is lost, and
 * so are their thresholds. What has no bound, or is not known, is absent. Value at risk is that at the reference time;
 * concentration is the worst case of the underlying that has the greatest; pin_shares are the most shares, either way,
 * that one underlying's pin zone could leave.
 */
export function measuredRiskPoints({ measures, limits, expiry }: MeasuredRisk, owner: PortfolioOwner): readonly RiskPoint[] {
  const { book, buyingPower, dayAtWorst, dayPeak, equity, reserved, time, underlyings } = measures;
  const ofEquity = (name: LimitName): number => toDollars(percentOfEquity(limits[name], equity));
  const dayResult = dollars(book.dayResult);
  const tails = measures.valueAtRisk.at(-1);
  const committed = toDollars(add(book.margin, reserved));
  const worst = underlyings.reduce((most, { worstCaseWithOrders }) => Math.max(most, dollars(worstCaseWithOrders)), 0);
  const pinned = expiry?.underlyings.reduce((most, { fewestShares, mostShares }) => Math.max(most, Math.abs(fewestShares), Math.abs(mostShares)), 0);
  const dayLoss = ofEquity('daily_loss_limit');
  return known(time, owner, [
    ['var_95', loss(tails?.var95, dayLoss)],
    ['var_99', loss(tails?.var99, dayLoss)],
    ['es_95', loss(tails?.shortfall95, dayLoss)],
    ['es_99', loss(tails?.shortfall99, dayLoss)],
    ['margin_used', use(toDollars(book.margin), ofEquity('max_margin_use'))],
    ['buying_power_used', use(committed, committed + toDollars(buyingPower))],
    ['worst_case', { value: opposite(dollars(book.worstCaseWithOrders)) }],
    ['day_at_worst', loss(dollars(dayAtWorst), ofEquity('max_day_risk'))],
    ['daily_pnl', loss(opposite(dayResult), dayLoss)],
    ['drawdown', loss(toDollars(dayPeak) - dayResult, ofEquity('daily_drawdown_limit'))],
    ['portfolio_delta', eitherWay(book.delta, ofEquity('max_delta'))],
    ['portfolio_gamma', eitherWay(book.gamma, ofEquity('max_gamma'))],
    ['portfolio_vega', eitherWay(book.vega, ofEquity('max_vega'))],
    ['theta_left', { value: book.thetaLeft ?? Number.NaN }],
    ['concentration', loss(worst, ofEquity('max_underlying_risk'))],
    ['pin_shares', { value: pinned ?? Number.NaN }],
  ]);
}

/** A loss, positive, as it is written: negative, against a negative threshold. */
function loss(amount: number | null | undefined, most: number): RiskPoint['fields'] {
  const lost = amount ?? Number.NaN;
  return { value: opposite(lost), threshold: opposite(most), severity: severityOf(lost, most) };
}

function use(value: number, most: number): RiskPoint['fields'] {
  return { value, threshold: most, severity: severityOf(value, most) };
}

/** A figure that is limited on both sides of 0. */
function eitherWay(figure: number | null, most: number): RiskPoint['fields'] {
  const value = figure ?? Number.NaN;
  return { value, threshold: value < 0 ? opposite(most) : most, severity: severityOf(Math.abs(value), most) };
}

function opposite(value: number): number {
  return value === 0 ? 0 : -value;
}

/** How near a value is to its threshold, both in the same unit: low below half of it, critical from nine tenths. */
export function severityOf(value: number, threshold: number): 'low' | 'medium' | 'high' | 'critical' {
  if (value <= 0) return 'low';
  const part = threshold > 0 ? value / threshold : Number.POSITIVE_INFINITY;
  return SEVERITIES.find(({ from }) => part >= from)?.severity ?? 'low';
}

/** A point for each metric whose value is known. */
function known(time: EpochMs, { userId, accountId }: PortfolioOwner, metrics: readonly (readonly [metric: string, fields: RiskPoint['fields']])[]): readonly RiskPoint[] {
  return metrics.flatMap(([metric, fields]): RiskPoint[] => {
    if (Number.isNaN(fields.value)) return [];
    return [{ measurement: 'risk_metrics', tags: { user_id: userId, account_id: accountId, metric_type: metric }, fields, time }];
  });
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
