import { type Instrument, type InstrumentSymbol, multiplier, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import { isUsable, type QuoteSource } from '../../src-core/market/quote.ts';
import { add, type Money, money, subtract, toDollars, ZERO } from '../../src-core/money.ts';
import { type Depth, ExpiryCurve, isWorse, type PriceRange, worstCaseAtExpiry, worstCaseOf } from '../../src-core/risk/worst-case.ts';
import { UnderlyingMargin } from '../../src-core/strategies/underlying-margin.ts';
import type { OrderExposure, UnderlyingTotals } from './exposure.ts';
import type { InFlightLeg, OrderInFlight } from './in-flight.ts';

/** A position in one instrument, over all trades, as the market has it now. */
interface Position {
  readonly symbol: InstrumentSymbol;
  readonly instrument: Instrument;
  held: number;
  /** Held together with every working order that ties something up. */
  committed: number;
  /** Units that working orders sell. */
  selling: number;
  /** What shares were paid, per share: what they are margined at without any price. */
  paid: Money | null;
  mark: Money | null;
  bid: Money | null;
  /** Of one unit, NaN where not known. */
  delta: number;
  gamma: number;
  vega: number;
}

type Greek = 'delta' | 'gamma' | 'vega';

interface Requirement {
  /** What an order would take from buying power; null while its price is not known. */
  readonly required: Money | null;
  /** Margin it would add to that of what is held, and of what is committed. */
  readonly onHeld: Money;
  readonly onCommitted: Money;
  /** The greater of both, never negative. */
  readonly added: Money;
}

/** What working orders tie up. */
export interface Reserved {
  readonly known: Money;
  /** Orders whose price is not known: each ties up everything. */
  readonly unknown: number;
}

/** What one more order would do to its underlying. */
export interface UnderlyingEffect extends Pick<OrderExposure, 'required' | 'marginChange' | 'packageLoss' | 'held'> {
  readonly after: UnderlyingTotals;
}

/** What one underlying holds and has on order, and what that puts at stake. */
export class UnderlyingExposure {
  readonly #margin: UnderlyingMargin;
  readonly #positions: Position[] = [];
  readonly #bySymbol = new Map<InstrumentSymbol, Position>();
  #orders: readonly OrderInFlight[] = [];
  #curve = new ExpiryCurve([], ZERO, []);
  #shorts: ReadonlyMap<InstrumentSymbol, number> = new Map();

  #quotes: QuoteSource = { quote: () => null };
  #spot: Money | null = null;
  #range: PriceRange | null = null;
  #heldMargin: Money = ZERO;
  #committedMargin: Money = ZERO;
  #isCommitted = false;
  #added: Money = ZERO;
  #reserved: Reserved = { known: ZERO, unknown: 0 };
  #depths: { readonly held: Depth; readonly withOrders: Depth };
  #totals: UnderlyingTotals;

  constructor(underlying: Underlying) {
    this.#margin = new UnderlyingMargin(underlying);
    this.#depths = this.#measureDepths();
    this.#totals = this.#measure();
  }

  get totals(): UnderlyingTotals {
    return this.#totals;
  }

  get reserved(): Reserved {
    return this.#reserved;
  }

  /** Takes what is held and on order, the orders oldest first. `update` must follow. */
  rebuild(holdings: readonly Holding[], orders: readonly OrderInFlight[]): void {
    this.#positions.length = 0;
    this.#bySymbol.clear();
    let basis = ZERO;
    for (const { symbol, quantity, costBasis } of holdings) {
      basis = add(basis, costBasis);
      const position = this.#position(symbol);
      position.held += quantity;
      if (position.instrument.kind === 'shares') position.paid ??= money(Math.round(costBasis / quantity));
    }
    this.#orders = orders;
    for (const { legs, packages } of orders) {
      for (const { symbol, quantity } of legs) {
        const position = this.#position(symbol);
        if (quantity < 0) position.selling -= quantity * packages;
      }
    }
    const held = this.#positions.filter((position) => position.held !== 0).map(({ instrument, held: quantity }) => ({ instrument, quantity }));
    this.#curve = new ExpiryCurve(held, basis, orders);
    const shorts = new Map<InstrumentSymbol, number>();
    for (const position of this.#positions) noteShort(shorts, position, 0);
    this.#shorts = shorts;
  }

  /** Reads the market anew. `range`: the prices that the worst case is looked for in, null for all. */
  update(quotes: QuoteSource, spot: Money | null, range: PriceRange | null): void {
    this.#quotes = quotes;
    this.#spot = spot;
    this.#range = range;
    for (const position of this.#positions) read(position, quotes);
    this.#heldMargin = this.#marginOf('held');
    this.#commit();
    this.#depths = this.#measureDepths();
    this.#totals = this.#measure();
  }

  /** What one more order would do. */
  effectOf(order: OrderInFlight): UnderlyingEffect {
    const known = this.#positions.length;
    for (const { symbol } of order.legs) this.#position(symbol);
    for (let index = known; index < this.#positions.length; index += 1) {
      const position = this.#positions[index];
      if (position !== undefined) read(position, this.#quotes);
    }
    try {
      return this.#effectOf(order);
    } finally {
      for (const { symbol } of this.#positions.splice(known)) this.#bySymbol.delete(symbol);
    }
  }

  #effectOf(order: OrderInFlight): UnderlyingEffect {
    const { required, added, onHeld, onCommitted } = this.#requirement(order);
    const withOrder = this.#curve.depthWith(order, this.#range);
    const filled = this.#worstFilled(order);
    const shorts = new Map(this.#shorts);
    for (const { symbol, quantity } of order.legs) {
      if (quantity < 0) noteShort(shorts, this.#position(symbol), -quantity * order.packages);
    }
    const before = this.#totals;
    return {
      required,
      marginChange: onHeld,
      packageLoss: order.isPriced ? worstCaseAtExpiry([], ZERO, [order], this.#range).loss : null,
      held: {
        marginRises: onHeld > 0 || onCommitted > 0,
        worstCaseRises: filled === null || isWorse(filled, this.#depths.held) || isWorse(withOrder, this.#depths.withOrders),
        worstCase: filled === null ? null : worstCaseOf(filled).loss,
      },
      after: {
        ...before,
        marginWithOrders: tiesUp(required) ? add(before.marginWithOrders, added) : before.marginWithOrders,
        worstCaseWithOrders: order.isPriced && this.#isPriced ? worstCaseOf(withOrder).loss : null,
        deltaRange: this.#widened(before.deltaRange, 'delta', [order]),
        gammaRange: this.#widened(before.gammaRange, 'gamma', [order]),
        vegaRange: this.#widened(before.vegaRange, 'vega', [order]),
        shorts,
      },
    };
  }

  /** Of what is held, once the whole order filled; null while a price of it is not known. */
  #worstFilled(order: OrderInFlight): Depth | null {
    let worst = this.#depths.held;
    for (const [index, { packages, cost }] of order.wholes.entries()) {
      if (cost === null) return null;
      const filled = this.#curve.depthFilled(order, { packages, cost }, this.#range);
      if (index === 0 || isWorse(filled, worst)) worst = filled;
    }
    return worst;
  }

  /** The position in an instrument, a flat one where there is none yet. */
  #position(symbol: InstrumentSymbol): Position {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return known;
    const position: Position = {
      symbol,
      instrument: parseSymbol(symbol),
      held: 0,
      committed: 0,
      selling: 0,
      paid: null,
      mark: null,
      bid: null,
      delta: Number.NaN,
      gamma: Number.NaN,
      vega: Number.NaN,
    };
    this.#positions.push(position);
    this.#bySymbol.set(symbol, position);
    return position;
  }

  /** Commits every order that ties something up, oldest first. */
  #commit(): void {
    for (const position of this.#positions) position.committed = position.held;
    this.#committedMargin = this.#heldMargin;
    this.#isCommitted = false;
    let added = ZERO;
    let known = ZERO;
    let unknown = 0;
    for (const order of this.#orders) {
      const requirement = this.#requirement(order);
      if (!tiesUp(requirement.required)) continue;
      if (requirement.required === null) unknown += 1;
      else known = add(known, requirement.required);
      added = add(added, requirement.added);
      this.#move('committed', order.legs, order.packages);
      this.#committedMargin = this.#marginOf('committed');
      this.#isCommitted = true;
    }
    this.#reserved = { known, unknown };
    this.#added = added;
  }

  /**
   * What is left of an order takes from buying power. Its margin is the greater of what it adds to the positions held
   * and what it adds on top of the other working orders: a hedge that is not filled yet protects nothing.
   */
  #requirement(order: OrderInFlight): Requirement {
    let required: number | null = null;
    let onHeld: number | null = null;
    let onCommitted: number | null = null;
    for (const { packages, costBeforeSales } of order.wholes) {
      const ofHeld = this.#addedMargin('held', order, packages);
      const ofCommitted = this.#isCommitted ? this.#addedMargin('committed', order, packages) : ofHeld;
      onHeld = Math.max(onHeld ?? ofHeld, ofHeld);
      onCommitted = Math.max(onCommitted ?? ofCommitted, ofCommitted);
      if (costBeforeSales === null) continue;
      const needed = costBeforeSales + this.#feesOfSales(order, packages) + Math.max(ofHeld, ofCommitted);
      required = Math.max(required ?? needed, needed);
    }
    return {
      required: order.isPriced ? money(required ?? 0) : null,
      added: money(Math.max(0, onHeld ?? 0, onCommitted ?? 0)),
      onHeld: money(onHeld ?? 0),
      onCommitted: money(onCommitted ?? 0),
    };
  }

  /** Estimated at the bids, as far as there are any. */
  #feesOfSales({ legs, saleRate }: OrderInFlight, packages: number): number {
    let value = 0;
    for (const { symbol, instrument, quantity } of legs) {
      if (quantity < 0) value -= quantity * packages * multiplier(instrument) * (this.#position(symbol).bid ?? 0);
    }
    return Math.ceil(value * saleRate);
  }

  #addedMargin(to: 'held' | 'committed', order: OrderInFlight, packages: number): Money {
    this.#move(to, order.legs, packages);
    const after = this.#marginOf(to);
    this.#move(to, order.legs, -packages);
    return subtract(after, to === 'held' ? this.#heldMargin : this.#committedMargin);
  }

  #move(which: 'held' | 'committed', legs: readonly InFlightLeg[], packages: number): void {
    for (const { symbol, quantity } of legs) this.#position(symbol)[which] += quantity * packages;
  }

  #marginOf(which: 'held' | 'committed'): Money {
    const margin = this.#margin;
    margin.clear();
    for (const position of this.#positions) margin.take(position.instrument, position[which], position.mark ?? position.paid);
    return margin.requirement(this.#spot);
  }

  get #isPriced(): boolean {
    return this.#orders.every((order) => order.isPriced);
  }

  #measureDepths(): { readonly held: Depth; readonly withOrders: Depth } {
    return { held: this.#curve.depth('held', this.#range), withOrders: this.#curve.depth('withOrders', this.#range) };
  }

  #measure(): UnderlyingTotals {
    const { loss, at } = worstCaseOf(this.#depths.held);
    const delta = this.#heldGreek('delta');
    const gamma = this.#heldGreek('gamma');
    const vega = this.#heldGreek('vega');
    return {
      margin: this.#heldMargin,
      marginWithOrders: add(this.#heldMargin, this.#added),
      worstCase: loss,
      worstCaseWithOrders: this.#isPriced ? worstCaseOf(this.#depths.withOrders).loss : null,
      worstAt: at,
      delta,
      gamma,
      vega,
      deltaRange: this.#widened([delta, delta], 'delta', this.#orders),
      gammaRange: this.#widened([gamma, gamma], 'gamma', this.#orders),
      vegaRange: this.#widened([vega, vega], 'vega', this.#orders),
      shorts: this.#shorts,
    };
  }

  #heldGreek(greek: Greek): number {
    let sum = 0;
    let isFlat = true;
    for (const position of this.#positions) {
      if (position.held === 0) continue;
      isFlat = false;
      sum += position.held * position[greek];
    }
    return isFlat ? 0 : sum * this.#dollarsOf(greek);
  }

  /** The range with the orders that move it further out added, on either side. */
  #widened([low, high]: readonly [number, number], greek: Greek, orders: readonly OrderInFlight[]): readonly [number, number] {
    let least = low;
    let most = high;
    for (const { legs, packages } of orders) {
      let change = 0;
      for (const { symbol, quantity } of legs) change += quantity * packages * this.#position(symbol)[greek];
      change *= this.#dollarsOf(greek);
      least += Math.min(0, change);
      most += Math.max(0, change);
    }
    return [least, most];
  }

  /** Dollars of one share's worth of a Greek: of the underlying, of it for a move of 1 %, and as it is. */
  #dollarsOf(greek: Greek): number {
    if (greek === 'vega') return 1;
    const spot = this.#spot === null ? Number.NaN : toDollars(this.#spot);
    return greek === 'delta' ? spot : spot * spot * 0.01;
  }
}

function tiesUp(required: Money | null): boolean {
  return required === null || required > 0;
}

function read(position: Position, quotes: QuoteSource): void {
  const { symbol, instrument } = position;
  const quote = quotes.quote(symbol);
  const units = multiplier(instrument);
  position.bid = quote?.bid ?? null;
  position.mark = isUsable(quote) ? money(Math.round((quote.bid + quote.ask) / 2)) : null;
  if (instrument.kind === 'shares') {
    position.delta = units;
    position.gamma = 0;
    position.vega = 0;
    return;
  }
  position.delta = units * (quote?.delta ?? Number.NaN);
  position.gamma = units * (quote?.gamma ?? Number.NaN);
  position.vega = units * (quote?.vega ?? Number.NaN);
}

function noteShort(shorts: Map<InstrumentSymbol, number>, { instrument, symbol, held, selling }: Position, more: number): void {
  const short = selling + more - held;
  if (instrument.kind === 'option' && short > 0) shorts.set(symbol, short);
}
