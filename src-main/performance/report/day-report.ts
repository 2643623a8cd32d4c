import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import type { PerformanceAccount, PerformanceView } from '../../../src-core/contract/performance.ts';
import type { InstrumentSymbol, Ticker, Underlying } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, money, subtract } from '../../../src-core/money.ts';
import type { OrderLeg, OrderState, OrderTerms } from '../../../src-core/orders/order.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import type { Metric, MetricName, MetricUnit } from '../../../src-core/performance/metric.ts';
import type { RiskEvent } from '../../../src-core/risk/risk-event.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';

/** One ticker over the session; dollars, of VIX points. Unknown is null. */
export interface SessionPrices {
  readonly ticker: Ticker;
  readonly previousClose: Money | null;
  readonly open: Money | null;
  readonly high: Money | null;
  readonly low: Money | null;
  readonly close: Money | null;
  /** What options settled against. */
  readonly reference: Money | null;
}

/** The market session of the day as this terminal ran it. */
export interface ReportSession {
  readonly feed: { readonly kind: 'simulated' | 'replay' | 'ibkr'; readonly detail: string };
  /** Where its clock stood when it was saved last. */
  readonly now: EpochMs;
  readonly settledAt: EpochMs | null;
  readonly prices: readonly SessionPrices[];
}

/** An order of the day and how it stands. */
export interface ReportOrder {
  readonly id: string;
  readonly sequence: number;
  readonly tradeId: string;
  readonly underlying: Underlying;
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  readonly terms: OrderTerms;
  readonly source: 'manual' | 'automated';
  readonly closing: boolean;
  readonly state: OrderState;
  readonly filledQuantity: number;
  /** Of all that is filled, net debit per share times packages. */
  readonly filledNetTotal: Money;
  readonly reason: string | null;
  readonly createdAt: EpochMs;
}

/** What an account held of one instrument at the day's end. */
export interface Holding {
  readonly symbol: InstrumentSymbol;
  /** Signed units. */
  readonly quantity: number;
  readonly cost: Money;
}

/** A holding at the session's closing price; unknown where that is not kept. */
export interface HeldOvernight extends Holding {
  readonly mark: Money | null;
  readonly value: Money | null;
  readonly unrealised: Money | null;
}

/** A figure of the day and of all days up to it, with what it is made of. */
export interface ReportMetric {
  readonly name: MetricName;
  readonly title: string;
  readonly definition: string;
  readonly unit: MetricUnit;
  readonly day: Metric | null;
  readonly toDate: Metric | null;
}

/** A row of the day and whether it adds up: realised + unrealised − commission − fees = net. */
export interface ReportDay extends DailyResult {
  /** null while a part is not known. */
  readonly addsUp: boolean | null;
}

/** A moment and what results booked on the day came to then, costs taken off. */
export interface BookedPoint {
  readonly time: EpochMs;
  readonly result: Money;
}

/** All that a day's report says. Nothing in it depends on when it is made. */
export interface DayReport {
  /** The session's settlement, or where its clock stood. */
  readonly time: EpochMs;
  readonly account: PerformanceAccount;
  readonly date: IsoDate;
  /** null for a day that this terminal saw no session of, as of an imported account. */
  readonly session: ReportSession | null;
  readonly earlyClose: boolean;
  readonly open: EpochMs;
  readonly lastTrade: EpochMs;
  /** All underlyings; null where nothing was booked on the day. */
  readonly result: ReportDay | null;
  readonly byUnderlying: readonly ReportDay[];
  /** Sum of the underlyings' net is that of all; null where there is nothing to compare or a part is not known. */
  readonly underlyingsAddUp: boolean | null;
  readonly equityBefore: Money;
  readonly equityAfter: Money | null;
  /** Equity at each day's end up to this one, dollars. */
  readonly equity: readonly { readonly date: IsoDate; readonly equity: number }[];
  readonly metrics: readonly ReportMetric[];
  /** Oldest first. */
  readonly packages: readonly JournalEntry[];
  readonly booked: readonly BookedPoint[];
  readonly orders: readonly ReportOrder[];
  readonly counts: { readonly sent: number; readonly filled: number; readonly denied: number; readonly rejected: number; readonly ended: number; readonly working: number };
  readonly events: readonly RiskEvent[];
  readonly held: readonly HeldOvernight[];
}

export interface DayReportParts {
  readonly account: PerformanceAccount;
  readonly date: IsoDate;
  /** From the exchange's calendar. */
  readonly hours: { readonly open: EpochMs; readonly lastTrade: EpochMs; readonly earlyClose: boolean };
  readonly session: ReportSession | null;
  /** Rows of the day: all underlyings, and each. */
  readonly rows: readonly DailyResult[];
  /** The day alone, and all days up to it. */
  readonly day: PerformanceView;
  readonly toDate: PerformanceView;
  readonly definitions: readonly { readonly name: MetricName; readonly title: string; readonly definition: string; readonly unit: MetricUnit }[];
  readonly packages: readonly JournalEntry[];
  readonly orders: readonly ReportOrder[];
  readonly events: readonly RiskEvent[];
  readonly held: readonly Holding[];
}

/** Puts a day's report together; pure. */
export function dayReport(parts: DayReportParts): DayReport {
  const { account, date, hours, session, rows, day, toDate, definitions, orders } = parts;
  const ofDate = rows.filter((row) => row.date === date).map(checked);
  const result = ofDate.find(({ underlying }) => underlying === null) ?? null;
  const byUnderlying = ofDate.filter(({ underlying }) => underlying !== null);
  const equityBefore = fromDollars(day.startEquity);
  const packages = parts.packages.toSorted((left, right) => left.row.openedAt - right.row.openedAt || left.row.tradeId.localeCompare(right.row.tradeId));
  return {
    time: session?.settledAt ?? session?.now ?? hours.lastTrade,
    account,
    date,
    session,
    earlyClose: hours.earlyClose,
    open: hours.open,
    lastTrade: hours.lastTrade,
    result,
    byUnderlying,
    underlyingsAddUp: underlyingsAddUp(result, byUnderlying),
    equityBefore,
    equityAfter: result === null ? equityBefore : result.net === null ? null : add(equityBefore, result.net),
    equity: toDate.days.map(({ date, equity }) => ({ date, equity })),
    metrics: definitions.map(({ name, title, definition, unit }) => ({
      name,
      title,
      definition,
      unit,
      day: day.metrics.find((metric) => metric.name === name) ?? null,
      toDate: toDate.metrics.find((metric) => metric.name === name) ?? null,
    })),
    packages,
    booked: bookedThrough(packages, hours),
    orders,
    counts: countsOf(orders),
    events: parts.events,
    held: parts.held.map((holding) => atClose(holding, session)),
  };
}

function checked(row: DailyResult): ReportDay {
  const { realised, unrealised, commission, fees, net } = row;
  return { ...row, addsUp: unrealised === null || net === null ? null : net === realised + unrealised - commission - fees };
}

function underlyingsAddUp(result: ReportDay | null, byUnderlying: readonly ReportDay[]): boolean | null {
  if (result === null || byUnderlying.length === 0) return null;
  const nets = [result, ...byUnderlying].map(({ net }) => net);
  if (!nets.every((net) => net !== null)) return null;
  const [all = money(0), ...each] = nets;
  return all === add(...each);
}

/** The day's packages that are over, in the order they ended; what was held longer counts on the day it ended. */
function bookedThrough(packages: readonly JournalEntry[], { open }: DayReportParts['hours']): readonly BookedPoint[] {
  const ended = packages
    .map(({ row }) => row)
    .filter(({ closedAt, status }) => closedAt !== null && (status === 'closed' || status === 'settled'))
    .map(({ closedAt, net }) => ({ time: closedAt ?? 0, net }))
    .toSorted((left, right) => left.time - right.time);
  let sum = money(0);
  return [{ time: open, result: sum }, ...ended.map(({ time, net }) => ({ time, result: (sum = add(sum, net)) }))];
}

function countsOf(orders: readonly ReportOrder[]): DayReport['counts'] {
  const inState = (...states: readonly OrderState[]): number => orders.filter(({ state }) => states.includes(state)).length;
  const [denied, rejected, filled, ended] = [inState('DENIED'), inState('REJECTED'), inState('FILLED'), inState('CANCELED', 'EXPIRED')];
  const unsent = inState('INITIALIZED');
  return { sent: orders.length - denied - unsent, filled, denied, rejected, ended, working: orders.length - denied - rejected - filled - ended - unsent };
}

/** Only shares are held overnight; an option at the day's end has no mark here. */
function atClose(holding: Holding, session: ReportSession | null): HeldOvernight {
  const prices = session?.prices.find(({ ticker }) => ticker === holding.symbol);
  const mark = prices?.close ?? prices?.reference ?? null;
  const value = mark === null ? null : money(mark * holding.quantity);
  return { ...holding, mark, value, unrealised: value === null ? null : subtract(value, holding.cost) };
}
