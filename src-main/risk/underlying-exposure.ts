import { type InstrumentSymbol, multiplier, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import { add, type Money, money, subtract, toDollars, ZERO } from '../../src-core/money.ts';
import { type Depth, ExpiryCurve, isWorse, type PriceRange, worstCaseAtExpiry, worstCaseOf } from '../../src-core/risk/worst-case.ts';
import { UnderlyingMargin } from '../../src-core/strategies/underlying-margin.ts';
import { type ExposedPosition, flatPosition, type Greek, readQuote, shortContracts } from './exposed-position.ts';
import type { OrderExposure, UnderlyingTotals } from './exposure.ts';
import type { OrderInFlight } from './in-flight.ts';

/** An order with the position of each of its legs. */
interface Flight {
  readonly order: OrderInFlight;
  readonly positions: readonly ExposedPosition[];
}

interface Requirement {
  /** What an order would take from buying power; null while its price is not known. */
  readonly required: Money | null;
  /** Margin it would add to that of what is held, and of what is committed. */
  readonly onHeld: Money;
  readonly onCommitted: Money;
  /** What its part that can lose would add to what is committed. */
  readonly ofLosing: Money;
  /** The greatest of these, never negative. */
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
  readonly #positions: ExposedPosition[] = [];
  readonly #bySymbol = new Map<InstrumentSymbol, ExposedPosition>();
  #orders: readonly Flight[] = [];
  #isPriced = true;
  #curve = new ExpiryCurve([], ZERO, []);
  #shorts: ReadonlyMap<InstrumentSymbol, number> = new Map();

  /** Whether what is held and on order is new since the last update. */
  #isRebuilt = true;
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
    this.#orders = orders.map((order) => this.#flight(order));
    this.#isPriced = orders.every((order) => order.isPriced);
    for (const { order, positions } of this.#orders) {
      for (const [index, { quantity }] of order.legs.entries()) {
        const position = positions[index];
        if (position !== undefined && quantity < 0) position.selling -= quantity * order.packages;
      }
    }
    const held = this.#positions.filter((position) => position.held !== 0).map(({ instrument, held: quantity }) => ({ instrument, quantity }));
    this.#curve = new ExpiryCurve(held, basis, orders);
    const shorts = new Map<InstrumentSymbol, number>();
    for (const position of this.#positions) {
      const short = shortContracts(position, 0);
      if (short > 0) shorts.set(position.symbol, short);
    }
    this.#shorts = shorts;
    this.#isRebuilt = true;
  }

  /** Reads the market anew. `range`: the prices that the worst case is looked for in, null for all. */
  update(quotes: QuoteSource, spot: Money | null, range: PriceRange | null): void {
    let isChanged = this.#isRebuilt || spot !== this.#spot || range?.low !== this.#range?.low || range?.high !== this.#range?.high;
    this.#isRebuilt = false;
    this.#quotes = quotes;
    this.#spot = spot;
    this.#range = range;
    for (const position of this.#positions) isChanged = readQuote(position, quotes) || isChanged;
    if (!isChanged) return;
    this.#heldMargin = this.#marginOf('held');
    this.#commit();
    this.#depths = this.#measureDepths();
    this.#totals = this.#measure();
  }

  /** What one more order would do. */
  effectOf(order: OrderInFlight): UnderlyingEffect {
    const known = this.#positions.length;
    const flight = this.#flight(order);
    for (let index = known; index < this.#positions.length; index += 1) {
      const position = this.#positions[index];
      if (position !== undefined) readQuote(position, this.#quotes);
    }
    try {
      return this.#effectOf(flight);
    } finally {
      for (const { symbol } of this.#positions.splice(known)) this.#bySymbol.delete(symbol);
    }
  }

  #effectOf(flight: Flight): UnderlyingEffect {
    const { order, positions } = flight;
    const { required, added, onHeld, onCommitted } = this.#requirement(flight);
    const withOrder = this.#curve.depthWith(order, this.#range);
    const filled = this.#worstFilled(order);
    const shorts = new Map(this.#shorts);
    for (const [index, { symbol, quantity }] of order.legs.entries()) {
      const position = positions[index];
      const short = position === undefined || quantity > 0 ? 0 : shortContracts(position, -quantity * order.packages);
      if (short > 0) shorts.set(symbol, short);
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
        marginWithOrders: add(before.marginWithOrders, added),
        ...(order.isPriced && this.#isPriced ? endOf(withOrder) : UNKNOWN_END),
        deltaRange: this.#widened(before.deltaRange, 'delta', [flight]),
        gammaRange: this.#widened(before.gammaRange, 'gamma', [flight]),
        vegaRange: this.#widened(before.vegaRange, 'vega', [flight]),
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
  #position(symbol: InstrumentSymbol): ExposedPosition {
    let position = this.#bySymbol.get(symbol);
    if (position !== undefined) return position;
    position = flatPosition(symbol);
    this.#positions.push(position);
    this.#bySymbol.set(symbol, position);
    return position;
  }

  #flight(order: OrderInFlight): Flight {
    const positions = order.legs.map(({ symbol }) => this.#position(symbol));
    const [first] = positions;
    // Shares without any price are margined at what the order would pay.
    if (first !== undefined && first.instrument.kind === 'shares') first.paid ??= paidForOne(order);
    return { order, positions };
  }

  /**
   * Commits what can lose of every order, oldest first. What protects may not fill, and then covers nothing: whichever
   * of the orders fill, what is then held needs no more margin than what is committed in the end.
   */
  #commit(): void {
    for (const position of this.#positions) position.committed = position.held;
    this.#committedMargin = this.#heldMargin;
    this.#isCommitted = false;
    let added = ZERO;
    let known = ZERO;
    let unknown = 0;
    for (const flight of this.#orders) {
      const requirement = this.#requirement(flight);
      added = add(added, requirement.added);
      if (requirement.required === null) unknown += 1;
      else known = add(known, money(Math.max(0, requirement.required)));
      if (!canLose(flight)) continue;
      move(flight, 'committed', 'losing', flight.order.packages);
      this.#committedMargin = add(this.#committedMargin, requirement.ofLosing);
      this.#isCommitted = true;
    }
    this.#reserved = { known, unknown };
    this.#added = added;
  }

  /**
   * What is left of an order takes from buying power. Its margin is the greater of what it adds to the positions held
   * and what it adds on top of the other working orders: a hedge that is not filled yet protects nothing.
   */
  #requirement(flight: Flight): Requirement {
    const { order } = flight;
    let required: number | null = null;
    let onHeld: number | null = null;
    let onCommitted: number | null = null;
    let ofAll: Money = ZERO;
    for (const { packages, costBeforeSales } of order.wholes) {
      const ofHeld = this.#addedMargin('held', flight, 'quantity', packages);
      const ofCommitted = this.#isCommitted ? this.#addedMargin('committed', flight, 'quantity', packages) : ofHeld;
      onHeld = Math.max(onHeld ?? ofHeld, ofHeld);
      onCommitted = Math.max(onCommitted ?? ofCommitted, ofCommitted);
      if (packages === order.packages) ofAll = ofCommitted;
      if (costBeforeSales === null) continue;
      const needed = costBeforeSales + feesOfSales(flight, packages) + Math.max(ofHeld, ofCommitted);
      required = Math.max(required ?? needed, needed);
    }
    const ofLosing = this.#addedByLosing(flight, ofAll);
    return {
      required: order.isPriced ? money(required ?? 0) : null,
      onHeld: money(onHeld ?? 0),
      onCommitted: money(onCommitted ?? 0),
      ofLosing,
      added: money(Math.max(0, onHeld ?? 0, onCommitted ?? 0, ofLosing)),
    };
  }

  /** `ofAll` is what all of it adds. */
  #addedByLosing(flight: Flight, ofAll: Money): Money {
    if (!canLose(flight)) return ZERO;
    const { legs, packages } = flight.order;
    return legs.every(({ losing, quantity }) => losing === quantity) ? ofAll : this.#addedMargin('committed', flight, 'losing', packages);
  }

  #addedMargin(to: 'held' | 'committed', flight: Flight, part: Part, packages: number): Money {
    move(flight, to, part, packages);
    try {
      return subtract(this.#marginOf(to), to === 'held' ? this.#heldMargin : this.#committedMargin);
    } finally {
      move(flight, to, part, -packages);
    }
  }

  #marginOf(which: 'held' | 'committed'): Money {
    const margin = this.#margin;
    margin.clear();
    for (const position of this.#positions) margin.take(position.instrument, position[which], position.mark ?? position.paid);
    return margin.requirement(this.#spot);
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
      ...(this.#isPriced ? endOf(this.#depths.withOrders) : UNKNOWN_END),
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
  #widened([low, high]: readonly [number, number], greek: Greek, orders: readonly Flight[]): readonly [number, number] {
    let least = low;
    let most = high;
    for (const { order, positions } of orders) {
      let change = 0;
      for (let index = 0; index < positions.length; index += 1) change += (order.legs[index]?.quantity ?? 0) * (positions[index]?.[greek] ?? Number.NaN);
      change *= order.packages * this.#dollarsOf(greek);
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

type End = Pick<UnderlyingTotals, 'worstCaseWithOrders' | 'leastResultWithOrders'>;

const UNKNOWN_END: End = { worstCaseWithOrders: null, leastResultWithOrders: null };

function endOf(depth: Depth): End {
  return { worstCaseWithOrders: worstCaseOf(depth).loss, leastResultWithOrders: depth.slope < 0 ? null : money(depth.least) };
}

/** All of an order's packages, or what of them can lose. */
type Part = 'quantity' | 'losing';

function canLose({ order }: Flight): boolean {
  return order.legs.some(({ losing }) => losing !== 0);
}

function move({ order, positions }: Flight, which: 'held' | 'committed', part: Part, packages: number): void {
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index];
    if (position !== undefined) position[which] += (order.legs[index]?.[part] ?? 0) * packages;
  }
}

/** Dollars for one package; nothing while its price is not known, as then nothing is known of the order. */
function paidForOne({ wholes }: OrderInFlight): Money {
  const [whole] = wholes;
  return whole === undefined || whole.cost === null ? ZERO : money(Math.abs(Math.round(whole.cost / whole.packages)));
}

/** Estimated at the bids, as far as there are any. */
function feesOfSales({ order, positions }: Flight, packages: number): number {
  let value = 0;
  for (const [index, { instrument, quantity }] of order.legs.entries()) {
    if (quantity < 0) value -= quantity * packages * multiplier(instrument) * (positions[index]?.bid ?? 0);
  }
  return Math.ceil(value * order.saleRate);
}
