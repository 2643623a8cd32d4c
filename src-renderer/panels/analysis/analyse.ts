import { type AnalysedLeg, type AnalysedStructure, positionOf, together } from '../../../src-core/analysis/analysed-structure.ts';
import type { AnalysisMarket } from '../../../src-core/analysis/analysis-market.ts';
import type { PacedTimeLeft } from '../../../src-core/analysis/clock-grid.ts';
import { type CostBasis, dollarsOf, entryCost, movedCost } from '../../../src-core/analysis/entry-cost.ts';
import { pricedLeg } from '../../../src-core/analysis/priced-leg.ts';
import { breakEvensAt, evenPrices, noGreeks, resultsOver } from '../../../src-core/analysis/result-curves.ts';
import { type StructureFigures, structureFigures } from '../../../src-core/analysis/structure-figures.ts';
import type { FeeSchedule } from '../../../src-core/ledger/fees.ts';
import { type Money, toDollars } from '../../../src-core/money.ts';
import { type PositionGreekValues, PositionPricer } from '../../../src-core/risk/position-pricer.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { pixelOf, type Range, steadyRange } from '../smile/smile-axes.ts';
import type { AnalysisSlot, Letter } from './analysis-store.ts';
import type { ListedQuotes } from './listed-quotes.ts';
import { drawnName, movedContract, type NoSpec, type SpecInputs, type SpecLeg, specOf, type StructureSpec } from './structure-spec.ts';

/** Prices that curves are drawn through. */
export const PRICES = 201;

/** A structure with its strikes as they were moved, priced in the market of now. */
export interface DrawnStructure {
  readonly spec: StructureSpec;
  readonly structure: AnalysedStructure;
  /** As `structure.legs` in order, with what they were moved from. */
  readonly legs: readonly DrawnLeg[];
  readonly basis: CostBasis | 'moved';
  readonly name: string | null;
}

export interface DrawnLeg {
  readonly from: SpecLeg;
  readonly leg: AnalysedLeg;
  readonly isMoved: boolean;
}

/** What everything is drawn over and at. */
export interface AnalysisFrame {
  readonly market: AnalysisMarket;
  /** Dollars. */
  readonly spot: number;
  readonly axis: Range;
  readonly prices: Float64Array;
  /** Time of day looked at: now, when it was never chosen or has gone by. */
  readonly time: EpochMs;
  readonly isNow: boolean;
  readonly at: PacedTimeLeft;
  /** Added to volatilities, 0.01 = a point. */
  readonly shift: number;
}

/** What one structure comes to. Dollars. */
export interface Curves {
  readonly drawn: DrawnStructure;
  readonly pricer: PositionPricer;
  readonly cost: number;
  /** Over the frame's prices, with the volatilities of now; and at the time looked at, with them shifted. NaN where no price is known. */
  readonly now: Float64Array;
  readonly at: Float64Array;
  /** At the reference: straight lines between these. */
  readonly end: { readonly prices: Float64Array; readonly results: Float64Array };
  readonly breakEvens: { readonly now: readonly number[]; readonly at: readonly number[] };
  /** At the spot, now and at the time looked at; `value` is the result. */
  readonly greeks: { readonly now: PositionGreekValues; readonly at: PositionGreekValues };
  readonly figures: StructureFigures | null;
}

export type SlotAnalysis = { readonly slot: AnalysisSlot } & (({ readonly state: 'drawn' } & Curves) | ({ readonly state: 'absent' } & NoSpec));

export interface Analysis {
  readonly frame: AnalysisFrame;
  readonly slots: readonly SlotAnalysis[];
  /** All that are drawn as one; null unless asked for and of more than one. */
  readonly sum: Curves | null;
  /** Of everything that is drawn: a range for the results. */
  readonly results: Range;
}

export interface AnalysisInputs {
  readonly market: AnalysisMarket;
  readonly quotes: ListedQuotes;
  readonly fees: FeeSchedule;
  readonly spec: SpecInputs;
}

/** What was chosen, and whether the axes must hold still as a strike is dragged. */
export interface AnalysisRequest {
  readonly slots: readonly AnalysisSlot[];
  readonly at: EpochMs | null;
  readonly shift: number;
  readonly isTogether: boolean;
  readonly isHeld: boolean;
}

const SIGMAS = 3.2;
/** Standard deviations from the spot that a strike is still worth widening the axis for. */
const FAR = 7;
/** Of the spot, where no deviation is known. */
const PLAIN_REACH = 0.01;

/** Works everything out anew for what changed, and keeps the rest: one instance a panel, its columns are used again. */
export class Analyser {
  #frame: AnalysisFrame | null = null;
  #results: Range | null = null;
  #inputs: AnalysisInputs | null = null;
  readonly #workings = new Map<Letter | 'sum', Working>();

  /** Null while there is no price. */
  analyse(inputs: AnalysisInputs, request: AnalysisRequest): Analysis | null {
    const { spot } = inputs.market.view;
    if (spot === null) return null;
    if (this.#inputs !== inputs) {
      this.#inputs = inputs;
      for (const working of this.#workings.values()) working.forget();
    }
    const drawn = request.slots.map((slot) => ({ slot, shape: this.#working(slot.letter).drawn(slot, inputs) }));
    const frame = this.#frameOf(inputs.market, spot, request, drawn.flatMap(({ shape }) => ('structure' in shape ? [shape] : [])));
    const slots = drawn.map(({ slot, shape }): SlotAnalysis => {
      if (!('structure' in shape)) return { slot, state: 'absent', ...shape };
      return { slot, state: 'drawn', ...this.#working(slot.letter).curves(shape, frame) };
    });
    const shown = slots.flatMap((slot) => (slot.state === 'drawn' ? [slot] : []));
    const sum = request.isTogether && shown.length > 1 ? this.#sum(shown, frame) : null;
    const wanted = extentOf(sum === null ? shown : [...shown, sum]);
    this.#results = request.isHeld && this.#results !== null ? { low: Math.min(this.#results.low, wanted.low), high: Math.max(this.#results.high, wanted.high) } : steadyRange(this.#results, wanted, 0.08, stepOf(wanted));
    return { frame, slots, sum, results: this.#results };
  }

  #working(name: Letter | 'sum'): Working {
    const known = this.#workings.get(name) ?? new Working();
    this.#workings.set(name, known);
    return known;
  }

  #frameOf(market: AnalysisMarket, spot: number, { at, shift, isHeld }: AnalysisRequest, drawn: readonly DrawnStructure[]): AnalysisFrame {
    const { view } = market;
    const before = this.#frame;
    const axis = isHeld && before !== null ? before.axis : steadyRange(before?.axis ?? null, reachOf(market, spot, drawn), 0.02, 0.5);
    const isNow = at === null || at <= view.time;
    const time = isNow ? view.time : Math.min(at, view.reference);
    const added = shift / 100;
    if (before !== null && before.market === market && before.axis === axis && before.time === time && before.shift === added) return before;
    let { prices } = before ?? { prices: new Float64Array(PRICES) };
    if (before?.axis !== axis) {
      prices = new Float64Array(PRICES);
      evenPrices(axis.low, axis.high, prices);
    }
    this.#frame = { market, spot, axis, prices, time, isNow, at: isNow ? market.now : market.at(time), shift: added };
    return this.#frame;
  }

  #sum(shown: readonly Curves[], frame: AnalysisFrame): Curves {
    const [first] = shown;
    const underlying = first?.drawn.structure.underlying ?? 'SPY';
    const structure = together(underlying, shown.map(({ drawn }) => drawn.structure));
    const spec: StructureSpec = { title: 'Together', underlying, legs: [], shares: structure.shares, packages: 1, paid: { kind: 'entry', net: null }, margin: null };
    return this.#working('sum').curves({ spec, structure, legs: [], basis: 'booked', name: null }, frame);
  }
}

/** One structure's columns, and what they were worked out for. */
class Working {
  readonly #pricer = new PositionPricer();
  #now = new Float64Array(PRICES);
  #at = new Float64Array(PRICES);
  #slot: AnalysisSlot | null = null;
  #drawn: DrawnStructure | NoSpec | null = null;
  #shape: DrawnStructure | null = null;
  #frame: AnalysisFrame | null = null;
  #curves: Curves | null = null;

  forget(): void {
    this.#slot = null;
  }

  drawn(slot: AnalysisSlot, inputs: AnalysisInputs): DrawnStructure | NoSpec {
    if (this.#slot === slot && this.#drawn !== null) return this.#drawn;
    this.#slot = slot;
    this.#drawn = drawnStructure(slot, inputs);
    return this.#drawn;
  }

  curves(drawn: DrawnStructure, frame: AnalysisFrame): Curves {
    if (this.#curves !== null && this.#shape === drawn && this.#frame === frame) return this.#curves;
    const pricer = this.#pricer;
    const { market, spot, prices, at, shift } = frame;
    const { structure } = drawn;
    const cost = dollarsOf(structure.cost);
    pricer.load(positionOf(structure, spot), market.view.rate, market.now);
    resultsOver(pricer, prices, 0, market.now, cost, this.#now);
    resultsOver(pricer, prices, shift, at, cost, this.#at);
    const greeks = { now: noGreeks(), at: noGreeks() };
    pricer.greeksAt(spot, 0, market.now, market.now.pace, greeks.now);
    pricer.greeksAt(spot, shift, at, at.pace, greeks.at);
    greeks.now.value = pricer.value - cost;
    greeks.at.value -= cost;
    this.#shape = drawn;
    this.#frame = frame;
    this.#curves = {
      drawn,
      pricer,
      cost,
      now: this.#now,
      at: this.#at,
      end: endOf(pricer, structure, frame, cost),
      breakEvens: {
        now: breakEvensAt(prices, this.#now, (price) => pricer.valueAt(price, 0, market.now) - cost),
        at: breakEvensAt(prices, this.#at, (price) => pricer.valueAt(price, shift, at) - cost),
      },
      greeks,
      figures: structureFigures(structure, spot, market.distribution),
    };
    return this.#curves;
  }
}

/** The slot's structure in the market of now, or why there is none. */
export function drawnStructure(slot: AnalysisSlot, inputs: AnalysisInputs): DrawnStructure | NoSpec {
  const spec = specOf(slot, inputs.spec);
  if ('problem' in spec) return spec;
  const { market, quotes, fees } = inputs;
  const priced = (contract: AnalysedLeg['contract'], quantity: number): AnalysedLeg => pricedLeg(contract, quantity, quotes.quoteOf(contract), market);
  const legs = spec.legs.map((from): DrawnLeg => {
    const contract = movedContract(from, slot.moves);
    return { from, leg: priced(contract, from.quantity), isMoved: contract !== from.contract };
  });
  const parts = { market, fees, quoteOf: ({ contract }: AnalysedLeg) => quotes.quoteOf(contract) };
  const moved = legs.filter(({ isMoved }) => isMoved);
  const { paid, packages, shares, underlying, title } = spec;
  const analysed = legs.map(({ leg }) => leg);
  let cost: Money | null;
  let basis: DrawnStructure['basis'];
  if (paid.kind === 'booked') {
    cost = movedCost(paid.amount, moved.map(({ from, leg }) => ({ from: priced(from.contract, from.quantity), to: leg })), parts);
    basis = moved.length === 0 ? 'booked' : 'moved';
  } else {
    const entry = entryCost(analysed, packages, moved.length === 0 ? paid.net : null, parts);
    cost = entry?.cost ?? null;
    basis = entry?.basis ?? 'model';
  }
  if (cost === null) return { title, problem: 'A leg has neither a quote nor a volatility: there is nothing to price it with.' };
  return { spec, structure: { underlying, legs: analysed, shares, cost }, legs, basis, name: shares === 0 ? drawnName(analysed) : null };
}

/** The strikes within the axis and its ends. */
function endOf(pricer: PositionPricer, { legs }: AnalysedStructure, { axis }: AnalysisFrame, cost: number): Curves['end'] {
  const strikes = legs.map(({ contract }) => toDollars(contract.strike)).filter((strike) => strike > axis.low && strike < axis.high);
  const prices = Float64Array.from(new Set([axis.low, ...strikes, axis.high])).sort();
  return { prices, results: prices.map((price) => pricer.payoffAt(price) - cost) };
}

function reachOf(market: AnalysisMarket, spot: number, drawn: readonly DrawnStructure[]): Range {
  const { distribution } = market.view;
  const sigma = distribution.state === 'known' ? distribution.move.sigma : 0;
  const reach = Math.max(SIGMAS * sigma, (PLAIN_REACH / 2) * spot);
  const far = Math.max(FAR * sigma, PLAIN_REACH * spot);
  const strikes = drawn.flatMap(({ structure }) => structure.legs.map(({ contract }) => toDollars(contract.strike))).filter((strike) => Math.abs(strike - spot) <= far);
  const room = 0.15 * reach;
  return { low: Math.min(spot - reach, ...strikes.map((strike) => strike - room)), high: Math.max(spot + reach, ...strikes.map((strike) => strike + room)) };
}

/** Zero and every result that is drawn. */
function extentOf(curves: readonly Curves[]): Range {
  let low = 0;
  let high = 0;
  for (const { now, at, end } of curves) {
    for (const results of [now, at, end.results]) {
      for (const result of results) {
        if (result < low) low = result;
        else if (result > high) high = result;
      }
    }
  }
  return low === high ? { low: -1, high: 1 } : { low, high };
}

function stepOf({ low, high }: Range): number {
  return 10 ** Math.floor(Math.log10(high - low)) / 10;
}

/** The result of a column of the frame's prices at any price within them, on straight lines. */
export function resultAt(results: Float64Array, { axis }: AnalysisFrame, price: number): number {
  const place = pixelOf(axis, price, 0, results.length - 1);
  const before = Math.max(0, Math.min(results.length - 2, Math.floor(place)));
  const low = results[before] ?? Number.NaN;
  return low + (place - before) * ((results[before + 1] ?? Number.NaN) - low);
}
