import type { AccountView, PackageView, PositionsView, ThreeWays } from '../../../src-core/contract/schemas.ts';
import { parseSymbol, type InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Book } from '../../../src-core/ledger/book.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { isUsable, type Quote } from '../../../src-core/market/quote.ts';
import { add, type Money, money, subtract, toDollars, ZERO } from '../../../src-core/money.ts';
import { packageQuote } from '../../../src-core/orders/net-price.ts';
import { holdingGreeks, sumGreeks } from '../../../src-core/strategies/holding-greeks.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { figure } from './market-view.ts';
import { holdingValue, type HoldingValue, sumOrNull } from './package-value.ts';

/** What the views of one account are computed from. */
export interface AccountState {
  readonly number: string;
  readonly kind: 'paper' | 'live';
  readonly book: Book;
  readonly trades: readonly Trade[];
  /** Booked since the session's date began. */
  readonly today: { readonly realised: Money; readonly commission: Money; readonly fees: Money };
  readonly buyingPower: { readonly margin: Money; readonly buyingPower: Money };
  readonly marginOf: (holdings: readonly Holding[]) => Money;
  readonly quoteOf: (symbol: InstrumentSymbol) => Quote | null;
}

export function positionsView(state: AccountState, time: EpochMs, clockLabel: string): PositionsView {
  const packages = state.trades
    .filter((trade) => trade.openedQuantity > 0)
    .map((trade) => packageView(trade, state.book.holdingsOf(trade.id), state))
    .toSorted((left, right) => right.openedAt - left.openedAt);
  return { time, clockLabel, account: accountView(state, packages), packages };
}

function packageView(trade: Trade, holdings: readonly Holding[], state: AccountState): PackageView {
  const values = holdings.map((holding) => holdingValue(holding, holdings.length, state.quoteOf));
  const basis = add(...holdings.map((holding) => holding.costBasis));
  const unrealised = lessBasis(values, basis);
  const costs = add(trade.commission, trade.fees);
  const booked = add(trade.openCost, trade.closeCost);
  const profit = (open: Money | null, cost: Money): Money | null =>
    open === null ? null : subtract(add(trade.realised, open, subtract(booked, cost)), costs);
  const open = trade.openedQuantity - trade.closedQuantity;
  const quote = open > 0 && trade.status === 'open' ? packageQuote(trade.legs, state.quoteOf).quote : null;
  return {
    tradeId: trade.id,
    underlying: trade.underlying,
    strategy: trade.strategy,
    signalId: trade.signalId ?? null,
    status: trade.status,
    openedAt: trade.openedAt,
    closedAt: trade.closedAt ?? null,
    quantity: open,
    entry: perShare(trade),
    mid: quote === null ? null : toDollars(quote.mid),
    natural: quote === null ? null : toDollars(quote.opposite),
    legs: holdings.map((holding, index) => legView(holding, values[index] ?? null, state)),
    greeks: sumGreeks(holdings.map((holding) => holdingGreeks(holding, state.quoteOf))),
    realised: trade.realised,
    unrealised,
    profit: {
      optimistic: profit(unrealised.optimistic, trade.optimisticCost),
      expected: profit(unrealised.expected, booked),
      pessimistic: profit(unrealised.pessimistic, trade.pessimisticCost),
    },
    commission: trade.commission,
    fees: trade.fees,
    margin: state.marginOf(holdings),
    maximumLoss: maximumLoss(trade, holdings, basis),
  };
}

function legView(holding: Holding, value: HoldingValue | null, state: AccountState): PackageView['legs'][number] {
  const quote = state.quoteOf(holding.symbol);
  const usable = isUsable(quote);
  const units = holding.lots.reduce((sum, lot) => sum + lot.quantity, 0);
  const cost = holding.lots.reduce((sum, lot) => sum + lot.quantity * toDollars(lot.price), 0);
  return {
    symbol: holding.symbol,
    quantity: holding.quantity,
    averagePrice: cost / units,
    bid: quote === null || quote.bid === null ? null : toDollars(quote.bid),
    ask: quote === null || quote.ask === null ? null : toDollars(quote.ask),
    mid: usable ? figure((toDollars(quote.bid) + toDollars(quote.ask)) / 2) : null,
    greeks: holdingGreeks(holding, state.quoteOf),
    unrealisedMid: value === null ? null : subtract(value.mid, holding.costBasis),
    unrealisedLiquidation: value === null ? null : subtract(value.liquidation, holding.costBasis),
  };
}

function accountView(state: AccountState, packages: readonly PackageView[]): AccountView {
  const { book, today } = state;
  const values = book.holdings().map((holding) => holdingValue(holding, 1, state.quoteOf));
  const valueMid = sumOrNull(values.map((value) => value?.mid ?? null));
  const valueLiquidation = sumOrNull(values.map((value) => value?.liquidation ?? null));
  const costs = add(today.commission, today.fees);
  const ways = (pick: (view: ThreeWays) => Money | null, of: (item: PackageView) => ThreeWays): Money | null =>
    sumOrNull(packages.map((item) => pick(of(item))));
  const unrealised: ThreeWays = {
    optimistic: ways((view) => view.optimistic, (item) => item.unrealised),
    expected: ways((view) => view.expected, (item) => item.unrealised),
    pessimistic: ways((view) => view.pessimistic, (item) => item.unrealised),
  };
  const expected = unrealised.expected === null ? null : subtract(add(today.realised, unrealised.expected), costs);
  const against = (way: (view: ThreeWays) => Money | null): Money | null => {
    const difference = sumOrNull(
      packages.map((item) => {
        const other = way(item.profit);
        return other === null || item.profit.expected === null ? null : subtract(other, item.profit.expected);
      }),
    );
    return expected === null || difference === null ? null : add(expected, difference);
  };
  return {
    number: state.number,
    kind: state.kind,
    cash: book.cash,
    netLiquidationMid: valueMid === null ? null : add(book.cash, valueMid),
    netLiquidation: valueLiquidation === null ? null : add(book.cash, valueLiquidation),
    margin: state.buyingPower.margin,
    buyingPower: state.buyingPower.buyingPower,
    realisedToday: today.realised,
    unrealised,
    commissionToday: today.commission,
    feesToday: today.fees,
    profitToday: { optimistic: against((view) => view.optimistic), expected, pessimistic: against((view) => view.pessimistic) },
  };
}

function lessBasis(values: readonly (HoldingValue | null)[], basis: Money): ThreeWays {
  const way = (pick: (value: HoldingValue) => Money): Money | null => {
    const sum = sumOrNull(values.map((value) => (value === null ? null : pick(value))));
    return sum === null ? null : subtract(sum, basis);
  };
  return { optimistic: way((value) => value.mid), expected: way((value) => value.expected), pessimistic: way((value) => value.liquidation) };
}

/** Net debit per share at entry; null before the first fill. */
function perShare(trade: Trade): number | null {
  const [leg] = trade.legs;
  if (trade.openedQuantity === 0 || leg === undefined) return null;
  const shares = parseSymbol(leg.symbol).kind === 'option' ? 100 : 1;
  return toDollars(trade.openCost) / (trade.openedQuantity * shares);
}

/** Of what is still held, from its cost; null when unbounded. Nothing can be lost with nothing held. */
function maximumLoss(trade: Trade, holdings: readonly Holding[], basis: Money): Money | null {
  if (holdings.length === 0) return ZERO;
  const costs = money(trade.commission + trade.fees);
  return payoffProfile(
    holdings.map((holding) => ({ instrument: parseSymbol(holding.symbol), quantity: holding.quantity })),
    add(basis, costs),
  ).maximumLoss;
}
