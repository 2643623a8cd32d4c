import type { ExchangeSession } from '../calendar/exchange-calendar.ts';
import { multiplier, type OptionContract, parseSymbol, type Underlying, UNDERLYINGS } from '../instruments/instrument.ts';
import type { Holding } from '../ledger/holding.ts';
import type { PriceDistribution } from '../market/price-distribution.ts';
import { add, CENT, fromDollars, type Money, MONEY_SCALE, negate, subtract, times, toDollars, ZERO } from '../money.ts';
import { marginRequirement } from '../strategies/margin.ts';
import { type EpochMs, MINUTE } from '../time.ts';
import type { ExpiryLeg, ExpiryView } from './measures.ts';

/** What an underlying's end of the day is judged by. */
export interface ExpiryMarket {
  /** Dollars: the price now, and after the reference time the price of then; null where there is none. */
  readonly spot: Money | null;
  /** Of the price at the reference time; null where it is not known, or has come. */
  readonly distribution: PriceDistribution | null;
  /** Dollars, one standard deviation of what is left of the move; 0 after the reference time, NaN where it is not known. */
  readonly sigmaLeft: number;
}

/** Brokers begin to close for their clients so long before the reference time. */
const BROKERS_CLOSE_BEFORE = 30 * MINUTE;
/** Half of the pin zone, in standard deviations of what is left: inside it either end has three chances in ten or more. */
const PIN_DEVIATIONS = 0.5;
/** And never less than this part of the spot: a price moves so far between 16:00 and 17:30 on a quiet day. */
const LEAST_PIN = 0.001;
/** After hours, 0.01 = 1 %. */
const AFTER_HOURS = [-0.03, -0.02, -0.01, -0.005, 0.005, 0.01, 0.02, 0.03] as const;

/**
 * What the options held face at the end of the session. One that ends a cent or more in the money is exercised or
 * assigned by itself (OCC Rule 805), at the price of the reference time. Until 17:30 holders may choose otherwise: within
 * the pin zone a short may be assigned after all and a long abandoned, so there each leg counts as either.
 * Options of another date are left out.
 */
export function expiryExposure(
  { time, session }: { readonly time: EpochMs; readonly session: ExchangeSession },
  holdings: readonly Holding[],
  marketOf: (underlying: Underlying) => ExpiryMarket,
): ExpiryView {
  const isOver = time >= session.reference;
  const parts = UNDERLYINGS.flatMap((underlying): Part[] => {
    const held = holdings.filter(({ symbol }) => parseSymbol(symbol).underlying === underlying);
    return held.length === 0 ? [] : [partOf(underlying, held, marketOf(underlying), session, isOver)];
  });
  return {
    time,
    reference: session.reference,
    lastTrade: session.lastTrade,
    brokerCutoff: session.reference - BROKERS_CLOSE_BEFORE,
    exerciseCutoff: session.exerciseCutOff,
    legs: parts.flatMap(({ legs }) => legs),
    underlyings: parts.map(({ summary }) => summary),
  };
}

interface Part {
  readonly legs: readonly ExpiryLeg[];
  readonly summary: ExpiryView['underlyings'][number];
}

function partOf(underlying: Underlying, held: readonly Holding[], market: ExpiryMarket, session: ExchangeSession, isOver: boolean): Part {
  const { spot } = market;
  const pinWidth = pinWidthOf(market);
  let carried = 0;
  const legs: ExpiryLeg[] = [];
  for (const holding of held) {
    const instrument = parseSymbol(holding.symbol);
    if (instrument.kind === 'shares') carried += holding.quantity;
    else if (instrument.expiry === session.date) legs.push(legOf(holding, instrument, market, pinWidth, isOver));
  }
  const exercised = legs.filter(({ moneyness }) => moneyness !== null && isExercised(moneyness));
  const shares = carried + sharesOf(exercised);
  const certain = carried + sharesOf(exercised.filter(({ zone }) => zone !== 'pin'));
  // Without a spot or what is left of the move, any of them may be.
  const open = legs.filter(({ zone }) => zone === 'pin' || zone === 'unknown').map((leg) => leg.shares);
  const fewestShares = certain + open.reduce((sum, count) => sum + Math.min(0, count), 0);
  const mostShares = certain + open.reduce((sum, count) => sum + Math.max(0, count), 0);
  return {
    legs,
    summary: {
      underlying,
      spot: spot === null ? null : toDollars(spot),
      pinWidth: Number.isNaN(pinWidth) ? null : pinWidth,
      shares: spot === null ? carried : shares,
      cash: spot === null ? null : add(ZERO, ...exercised.map(({ cash }) => cash)),
      margin: spot === null ? null : marginOf(underlying, shares, spot),
      fewestShares,
      mostShares,
      afterHours: AFTER_HOURS.map((move) => ({ move, cost: spot === null ? null : cents(Math.min(fewestShares * move, mostShares * move) * toDollars(spot)) })),
    },
  };
}

function legOf({ tradeId, symbol, quantity }: Holding, contract: OptionContract, { spot, distribution }: ExpiryMarket, pinWidth: number, isOver: boolean): ExpiryLeg {
  const { underlying, right } = contract;
  const strike = toDollars(contract.strike);
  const shares = quantity * multiplier(contract) * (right === 'call' ? 1 : -1);
  const moneyness = spot === null ? null : toDollars(right === 'call' ? subtract(spot, contract.strike) : subtract(contract.strike, spot));
  const zone = zoneOf(moneyness, pinWidth);
  const left = zone === 'lapse' ? 0 : shares;
  const decided = moneyness !== null && isOver ? Number(isExercised(moneyness)) : null;
  return {
    tradeId,
    symbol,
    underlying,
    strike,
    right,
    quantity,
    moneyness,
    zone,
    probability: decided ?? probabilityOf(distribution, right, strike),
    shares: left,
    cash: negate(times(contract.strike, left)),
  };
}

function isExercised(moneyness: number): boolean {
  return fromDollars(moneyness) >= CENT;
}

function zoneOf(moneyness: number | null, pinWidth: number): ExpiryLeg['zone'] {
  if (moneyness === null || Number.isNaN(pinWidth)) return 'unknown';
  if (Math.abs(moneyness) <= pinWidth) return 'pin';
  return moneyness > 0 ? 'exercise' : 'lapse';
}

function pinWidthOf({ spot, sigmaLeft }: ExpiryMarket): number {
  return spot === null ? Number.NaN : Math.max(PIN_DEVIATIONS * sigmaLeft, LEAST_PIN * toDollars(spot));
}

/** Of an end a cent or more in the money. */
function probabilityOf(distribution: PriceDistribution | null, right: 'call' | 'put', strike: number): number | null {
  if (distribution === null) return null;
  const cent = CENT / MONEY_SCALE;
  const probability = right === 'call' ? 1 - distribution.cumulative(strike + cent) : distribution.cumulative(strike - cent);
  return Math.max(0, Math.min(1, probability));
}

function sharesOf(legs: readonly ExpiryLeg[]): number {
  return legs.reduce((sum, { shares }) => sum + shares, 0);
}

function marginOf(underlying: Underlying, quantity: number, spot: Money): Money {
  return quantity === 0 ? ZERO : marginRequirement([{ instrument: { kind: 'shares', underlying }, quantity, mark: spot }], () => spot);
}

function cents(dollars: number): number {
  const rounded = Math.round(dollars * 100);
  return rounded === 0 ? 0 : rounded / 100;
}
