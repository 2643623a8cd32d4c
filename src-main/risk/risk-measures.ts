import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Instrument, type InstrumentSymbol, multiplier, parseSymbol, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import { bookedResult } from '../../src-core/ledger/day-start-equity.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import { type Money, money, subtract, times, toDollars, ZERO } from '../../src-core/money.ts';
import type { Order } from '../../src-core/orders/order.ts';
import { expiryExposure, type ExpiryMarket } from '../../src-core/risk/expiry-exposure.ts';
import type { ExpiryView, Exposure, RiskMeasures, ScenarioGrid, ValueAtRisk } from '../../src-core/risk/measures.ts';
import { ScenarioPricer, type SessionMoment } from '../../src-core/risk/scenario-grid.ts';
import { RiskSimulation } from '../../src-core/risk/value-at-risk.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { DayTotals } from '../trading/trading-state.ts';
import { dayAtWorst } from './checks/day.ts';
import type { ExposureTotals, UnderlyingTotals } from './exposure.ts';
import { type HeldPositions, heldPositions, pricedSpot } from './held-positions.ts';
import { type Betas, betasToSpy, jointMove, jointMovesText } from './joint-moves.ts';
import { markOf } from './marks.ts';
import { OnceASecond } from './once-a-second.ts';
import { type PositionCount, positionCounts } from './position-counts.ts';

export interface RiskMeasuresParts {
  readonly session: ExchangeSession;
  readonly market: Pick<Market, 'clock' | 'rate' | 'chain' | 'quote' | 'atm' | 'smile' | 'distribution'>;
  /** The book and the orders that are not terminal. */
  readonly account: () => { readonly book: Book; readonly working: readonly Order[] };
  /** Booked since the start of the day, of the whole account (null) or of one underlying. */
  readonly booked: (underlying: Underlying | null) => DayTotals;
  readonly exposure: {
    /** Takes the book and the working orders, and reads the market anew. */
    refresh(account: { readonly book: Book; readonly working: readonly Order[] }): void;
    totals(): ExposureTotals;
  };
  readonly spotOf: (underlying: Underlying) => Money | null;
  /** The price of the reference time; null before it is set. */
  readonly referenceOf: (underlying: Underlying) => Money | null;
  /** At the start of the day. */
  readonly equity: () => Money;
  /** Best result of the day so far, dollars. */
  readonly best: () => Money;
  /** As of the last bar's close. */
  readonly state: () => MarketState | null;
}

/** Everything but what has to be simulated. */
export type TickMeasures = Omit<RiskMeasures, 'valueAtRisk'>;

/** What one underlying holds, marked. */
interface Marked {
  /** Of all that is held at its marks, less its cost; null while a mark is missing. */
  readonly unrealised: Money | null;
  /** Dollars that time alone takes or gives until the reference; NaN while a mark or the price is missing. */
  readonly thetaLeft: number;
}

const NOTHING_HELD: Marked = { unrealised: ZERO, thetaLeft: 0 };

/**
 * What the book is worth, puts at stake and faces. `step` at each step of the session costs nothing; each figure is made when
 * someone asks for it, at most once a step, and what is simulated or repriced over a grid at most once a second of
 * session time.
 */
export class RiskMeasuresDesk {
  readonly #parts: RiskMeasuresParts;
  readonly #scenarios = new ScenarioPricer();
  #simulation: RiskSimulation | null = null;
  readonly #instruments = new Map<InstrumentSymbol, Instrument>();
  #now: EpochMs = Number.NaN;
  #best: Money = ZERO;
  #tick: TickMeasures | null = null;
  #totals: ExposureTotals | null = null;
  #marked: ReadonlyMap<Underlying, Marked> | null = null;
  readonly #tails = new OnceASecond(() => this.#valueAtRisk());
  readonly #grids = {
    book: new OnceASecond(() => this.#grid('book')),
    SPY: new OnceASecond(() => this.#grid('SPY')),
    QQQ: new OnceASecond(() => this.#grid('QQQ')),
    IWM: new OnceASecond(() => this.#grid('IWM')),
  };

  constructor(parts: RiskMeasuresParts) {
    this.#parts = parts;
  }

  /** To be called after each step of the session, and after each change of the book or the orders. */
  step(now: EpochMs): void {
    this.#now = now;
    this.#tick = null;
    this.#totals = null;
    this.#marked = null;
  }

  /**
   * The day's result if closed now at the mid, commission and fees included; null while a mark is missing. Of the whole
   * account, or of one underlying.
   */
  dayResult(underlying: Underlying | null): Money | null {
    const booked = bookedResult(this.#parts.booked(underlying));
    const parts = underlying === null ? UNDERLYINGS : [underlying];
    let sum: number = booked;
    for (const part of parts) {
      const { unrealised } = this.#markedOf(part);
      if (unrealised === null) return null;
      sum += unrealised;
    }
    return money(sum);
  }

  /** Margin, worst cases and Greeks with the working orders, as of the newest step; null before the first. */
  totals(): ExposureTotals | null {
    if (Number.isNaN(this.#now)) return null;
    if (this.#totals === null) {
      const { account, exposure } = this.#parts;
      exposure.refresh(account());
      this.#totals = exposure.totals();
    }
    return this.#totals;
  }

  /** As of the newest step; null before the first. */
  tick(): TickMeasures | null {
    const totals = this.totals();
    if (totals === null) return null;
    this.#tick ??= this.#measure(totals);
    return this.#tick;
  }

  measures(): RiskMeasures | null {
    const tick = this.tick();
    return tick === null ? null : { ...tick, valueAtRisk: [...this.#tails.at(tick.time, this.#parts.account().book.cash)] };
  }

  /** Of the book, where each underlying moves by its beta to SPY, or of one underlying. */
  scenarios(scope: 'book' | Underlying): ScenarioGrid {
    return this.#grids[scope].at(this.#moment().time, this.#parts.account().book.cash);
  }

  expiry(): ExpiryView {
    const { account, session } = this.#parts;
    const time = Number.isNaN(this.#now) ? session.open : this.#now;
    return expiryExposure({ time, session }, account().book.holdings(), (underlying) => this.#expiryMarket(underlying, time));
  }

  #grid(scope: 'book' | Underlying): ScenarioGrid {
    const { market, state } = this.#parts;
    const { positions, notes } = this.#held();
    const own = scope === 'book' ? positions : positions.filter(({ underlying }) => underlying === scope);
    const said = scope === 'book' ? notes : notes.filter((note) => note.includes(scope));
    const moves: Betas = scope === 'book' ? betasToSpy(state(), own.map(({ underlying }) => underlying), (underlying) => market.atm(underlying)) : { betas: {}, note: null };
    return this.#scenarios.grid({ moment: this.#moment(), scope, positions: own, betas: moves.betas, notes: moves.note === null ? said : [...said, moves.note] });
  }

  #valueAtRisk(): readonly ValueAtRisk[] {
    const { market, state } = this.#parts;
    const { positions } = this.#held();
    this.#simulation ??= new RiskSimulation();
    return this.#simulation.valueAtRisk({
      moment: this.#moment(),
      positions: positions.map((position) => {
        const fit = market.smile(position.underlying)?.fit;
        const distribution = market.distribution(position.underlying)?.distribution ?? null;
        return { position, distribution, skew: fit?.ok ? fit.smile.at(fit.smile.forward).slope : 0 };
      }),
      correlationOf: (one, other) => jointMove(state(), one, other).correlation,
      correlationNote: jointMovesText(state(), positions.map(({ underlying }) => underlying)),
    });
  }

  #measure(totals: ExposureTotals): TickMeasures {
    const { account, booked, equity, market, spotOf } = this.#parts;
    const { book, working } = account();
    const counts = positionCounts(book, working);
    const involved = UNDERLYINGS.filter((underlying) => counts.has(underlying) || bookedResult(booked(underlying)) !== 0);
    const underlyings = involved.map((underlying) => {
      const spot = spotOf(underlying);
      const count = counts.get(underlying) ?? { held: 0, onOrder: 0 };
      const marked = this.#markedOf(underlying);
      return { underlying, spot: spot === null ? null : toDollars(spot), ...exposureOf(totals.underlyings[underlying], count, marked.thetaLeft, this.dayResult(underlying)) };
    });
    const sum = (of: (exposure: Exposure) => number | null): number | null => {
      let total = 0;
      for (const exposure of underlyings) {
        const value = of(exposure);
        if (value === null) return null;
        total += value;
      }
      return total;
    };
    const dayResult = this.dayResult(null);
    this.#best = money(Math.max(this.#best, this.#parts.best(), dayResult ?? 0));
    return {
      time: this.#now,
      clockLabel: market.clock.label,
      equity: equity(),
      book: {
        delta: sum(({ delta }) => delta),
        gamma: sum(({ gamma }) => gamma),
        vega: sum(({ vega }) => vega),
        thetaLeft: sum(({ thetaLeft }) => thetaLeft),
        dayResult,
        margin: totals.margin,
        worstCase: totals.worstCase,
        worstCaseWithOrders: totals.worstCaseWithOrders,
        worstAt: null,
        positions: sum(({ positions }) => positions) ?? 0,
        positionsOnOrder: sum(({ positionsOnOrder }) => positionsOnOrder) ?? 0,
      },
      underlyings,
      buyingPower: totals.buyingPower,
      reserved: totals.reserved,
      dayAtWorst: dayAtWorst(booked(null), totals.leastResultWithOrders),
      dayPeak: this.#best,
    };
  }

  #markedOf(underlying: Underlying): Marked {
    this.#marked ??= this.#markAll();
    return this.#marked.get(underlying) ?? NOTHING_HELD;
  }

  #markAll(): ReadonlyMap<Underlying, Marked> {
    const byUnderlying = Map.groupBy(this.#parts.account().book.holdings(), ({ symbol }) => this.#instrument(symbol).underlying);
    return new Map([...byUnderlying].map(([underlying, holdings]) => [underlying, this.#mark(underlying, holdings)]));
  }

  /** Shares gain nothing by time; an option all that it is worth beside its payoff where the price stands. */
  #mark(underlying: Underlying, holdings: readonly Holding[]): Marked {
    const { market } = this.#parts;
    const spot = pricedSpot(underlying, this.#parts, this.#now) ?? Number.NaN;
    let unrealised: number | null = 0;
    let thetaLeft = 0;
    for (const { symbol, quantity, costBasis } of holdings) {
      const instrument = this.#instrument(symbol);
      const mark = markOf(market.quote(symbol));
      const units = quantity * multiplier(instrument);
      unrealised = mark === null || unrealised === null ? null : unrealised + subtract(times(mark, units), costBasis);
      if (instrument.kind === 'shares') continue;
      const above = spot - toDollars(instrument.strike);
      const payoff = Math.max(0, instrument.right === 'call' ? above : -above);
      thetaLeft += mark === null ? Number.NaN : units * (payoff - toDollars(mark));
    }
    return { unrealised: unrealised === null ? null : money(unrealised), thetaLeft: this.#now < this.#parts.session.reference ? thetaLeft : 0 };
  }

  #expiryMarket(underlying: Underlying, time: EpochMs): ExpiryMarket {
    const { market, referenceOf, session, spotOf } = this.#parts;
    if (time >= session.reference) return { spot: referenceOf(underlying) ?? spotOf(underlying), distribution: null, sigmaLeft: 0 };
    const distribution = market.distribution(underlying)?.distribution ?? null;
    return { spot: spotOf(underlying), distribution, sigmaLeft: distribution === null ? Number.NaN : Math.sqrt(distribution.variance) };
  }

  #held(): HeldPositions {
    return heldPositions(this.#parts.account().book, this.#parts, this.#moment().time);
  }

  #moment(): SessionMoment {
    const { market, session } = this.#parts;
    return { time: Number.isNaN(this.#now) ? session.open : this.#now, session, clock: market.clock, rate: market.rate };
  }

  #instrument(symbol: InstrumentSymbol): Instrument {
    let instrument = this.#instruments.get(symbol);
    if (instrument === undefined) {
      instrument = parseSymbol(symbol);
      this.#instruments.set(symbol, instrument);
    }
    return instrument;
  }
}

function exposureOf(totals: UnderlyingTotals, count: PositionCount, thetaLeft: number, dayResult: Money | null): Exposure {
  const { margin, worstAt, worstCase, worstCaseWithOrders } = totals;
  return {
    delta: figure(totals.delta),
    gamma: figure(totals.gamma),
    vega: figure(totals.vega),
    thetaLeft: figure(thetaLeft),
    dayResult,
    margin,
    worstCase,
    worstCaseWithOrders,
    worstAt: worstAt === null ? null : toDollars(worstAt),
    positions: count.held,
    positionsOnOrder: count.onOrder,
  };
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
