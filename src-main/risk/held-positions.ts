import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import { type InstrumentSymbol, multiplier, type OptionContract, parseSymbol, symbolOf, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import { type Money, toDollars } from '../../src-core/money.ts';
import type { Position, PositionLeg } from '../../src-core/risk/position-pricer.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import { markOf } from './marks.ts';

export interface HeldPositionsParts {
  readonly session: ExchangeSession;
  readonly market: Pick<Market, 'clock' | 'rate' | 'chain' | 'quote' | 'atm' | 'smile'>;
  readonly spotOf: (underlying: Underlying) => Money | null;
}

/** What is held, as it is priced anew. */
export interface HeldPositions {
  readonly positions: readonly Position[];
  /** Sentences on what stands in for a quote. */
  readonly notes: readonly string[];
}

interface HeldContract {
  readonly symbol: InstrumentSymbol;
  readonly contract: OptionContract;
  /** Signed shares. */
  readonly units: number;
}

/**
 * What the book holds by underlying, each contract once, with the market it is priced in now. A contract whose quote has
 * no volatility has that of the smile, or of its strike's other side, or of the money; one without a mark is worth what
 * the model says at that. An underlying without any price is left out, and said.
 */
export function heldPositions(book: Book, parts: HeldPositionsParts, now: EpochMs): HeldPositions {
  const units = new Map<Underlying, { shares: number; contracts: Map<InstrumentSymbol, HeldContract> }>();
  for (const { symbol, quantity } of book.holdings()) {
    const instrument = parseSymbol(symbol);
    const held = units.get(instrument.underlying) ?? { shares: 0, contracts: new Map() };
    units.set(instrument.underlying, held);
    if (instrument.kind === 'shares') {
      held.shares += quantity;
      continue;
    }
    const known = held.contracts.get(symbol) ?? { symbol, contract: instrument, units: 0 };
    held.contracts.set(symbol, { ...known, units: known.units + quantity * multiplier(instrument) });
  }
  const positions: Position[] = [];
  const notes: string[] = [];
  for (const underlying of UNDERLYINGS) {
    const held = units.get(underlying);
    if (held === undefined) continue;
    const spot = pricedSpot(underlying, parts, now);
    if (spot === null) {
      notes.push(`${underlying} has no price`);
      continue;
    }
    const contracts = [...held.contracts.values()].filter((leg) => leg.units !== 0);
    const legs = contracts.map((leg) => legOf(leg, parts));
    const modelled = legs.filter(({ mark }) => Number.isNaN(mark)).length;
    if (modelled > 0) notes.push(`${modelled} ${modelled === 1 ? 'leg' : 'legs'} in ${underlying} without a usable quote ${modelled === 1 ? 'is' : 'are'} valued by the model`);
    positions.push({ underlying, spot, shares: held.shares, legs });
  }
  return { positions, notes };
}

/** Where the chain's own quotes have the underlying; its last price where they do not say. */
export function pricedSpot(underlying: Underlying, { market, session, spotOf }: HeldPositionsParts, now: EpochMs): number | null {
  const forward = market.chain(underlying)?.forward ?? Number.NaN;
  const years = yearsToReference(session, now);
  if (forward > 0 && years > 0) return forward * Math.exp(-market.rate * years);
  const spot = spotOf(underlying);
  return spot === null ? null : toDollars(spot);
}

function legOf({ symbol, contract, units }: HeldContract, { market, session }: HeldPositionsParts): PositionLeg {
  const { expiry, right } = contract;
  const quote = expiry === session.date ? market.quote(symbol) : null;
  const mark = markOf(quote);
  const own = quote?.iv ?? Number.NaN;
  return {
    right,
    strike: toDollars(contract.strike),
    units,
    volatility: own > 0 ? own : quote === null ? Number.NaN : volatilityBeside(contract, market),
    mark: mark === null ? Number.NaN : toDollars(mark),
  };
}

/** What stands in for the volatility of a contract that has none: the smile's, its strike's other side's, the money's. */
function volatilityBeside({ underlying, right, strike, expiry }: OptionContract, market: HeldPositionsParts['market']): number {
  const fit = market.smile(underlying)?.fit;
  if (fit?.ok) return fit.smile.volatilityAt(toDollars(strike));
  const other = market.quote(symbolOf({ kind: 'option', underlying, expiry, right: right === 'call' ? 'put' : 'call', strike }))?.iv ?? Number.NaN;
  return other > 0 ? other : (market.atm(underlying)?.iv ?? Number.NaN);
}
