import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, money, subtract, times, ZERO } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Execution, ExecutionLeg, OrderLeg, Side } from '../../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../../src-core/orders/ratio.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { PricedUnits, StatementFill } from './statement.ts';

/** A fill, or the part of it that is one trade's, with its costs in whole money. */
export interface FillPiece {
  readonly id: string;
  readonly time: EpochMs;
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  readonly lots: readonly PricedUnits[];
  readonly commission: Money;
  readonly fees: Money;
  readonly quoted: StatementFill['quoted'];
}

export function unitsOf({ lots }: Pick<FillPiece, 'lots'>): number {
  return lots.reduce((sum, lot) => sum + lot.units, 0);
}

/** The first `units` of the pieces, and the rest; a piece that is divided divides its costs, to the last ten-thousandth. */
export function divide(pieces: readonly FillPiece[], units: number): { readonly first: readonly FillPiece[]; readonly rest: readonly FillPiece[] } {
  const first: FillPiece[] = [];
  const rest: FillPiece[] = [];
  let wanted = units;
  for (const piece of pieces) {
    const all = unitsOf(piece);
    const taken = Math.min(wanted, all);
    wanted -= taken;
    if (taken === all) first.push(piece);
    else if (taken === 0) rest.push(piece);
    else {
      const lots = divideLots(piece.lots, taken);
      const commission = money(Math.round((piece.commission * taken) / all));
      const fees = money(Math.round((piece.fees * taken) / all));
      first.push({ ...piece, lots: lots.first, commission, fees });
      rest.push({ ...piece, lots: lots.rest, commission: subtract(piece.commission, commission), fees: subtract(piece.fees, fees) });
    }
  }
  return { first, rest };
}

function divideLots(lots: readonly PricedUnits[], units: number): { readonly first: readonly PricedUnits[]; readonly rest: readonly PricedUnits[] } {
  const first: PricedUnits[] = [];
  const rest: PricedUnits[] = [];
  let wanted = units;
  for (const lot of lots) {
    const taken = Math.min(wanted, lot.units);
    wanted -= taken;
    if (taken > 0) first.push({ units: taken, price: lot.price });
    if (taken < lot.units) rest.push({ units: lot.units - taken, price: lot.price });
  }
  return { first, rest };
}

export interface PackageFills {
  readonly legs: readonly OrderLeg[];
  readonly packages: number;
  readonly executions: readonly (Execution & { readonly commission: Money; readonly fees: Money })[];
}

/** Everything traded of one leg, oldest first. */
interface LegQueue {
  readonly leg: OrderLeg;
  pieces: readonly FillPiece[];
}

/**
 * The order that the pieces were, each instrument on one side: its legs in their smallest ratio, and its executions.
 * Each is of whole packages, as soon as they are whole, at one price a leg; where the packages' own prices differ inside
 * one package, a leg is there more than once. What was paid is exactly what the pieces say. `idOf` names an execution by
 * the pieces that are in it.
 */
export function packageFills(pieces: readonly FillPiece[], idOf: (pieceIds: readonly string[]) => string): PackageFills {
  const totals = new Map<InstrumentSymbol, { readonly side: Side; units: number }>();
  for (const piece of pieces) {
    const total = totals.get(piece.symbol) ?? { side: piece.side, units: 0 };
    total.units += unitsOf(piece);
    totals.set(piece.symbol, total);
  }
  const packages = greatestCommonDivisor([...totals.values()].map(({ units }) => units));
  const legs = [...totals].map(([symbol, { side, units }]): OrderLeg => ({ symbol, side, ratio: units / packages }));
  const queues = new Map(legs.map((leg): [InstrumentSymbol, LegQueue] => [leg.symbol, { leg, pieces: [] }]));
  const executions: PackageFills['executions'][number][] = [];
  for (const piece of pieces) {
    const queue = queues.get(piece.symbol);
    if (queue === undefined) continue;
    queue.pieces = [...queue.pieces, piece];
    const held = [...queues.values()].map(({ leg, pieces: waiting }) => waiting.reduce((sum, one) => sum + unitsOf(one), 0) / leg.ratio);
    if (!held.every((count) => Number.isInteger(count) && count === held[0])) continue;
    while ([...queues.values()].every(({ pieces: waiting }) => waiting.length > 0)) executions.push(nextExecution([...queues.values()], piece.time, idOf));
  }
  return { legs, packages, executions };
}

/** As many packages as go at the first price of every leg, at least one. */
function nextExecution(
  queues: readonly LegQueue[],
  time: EpochMs,
  idOf: (pieceIds: readonly string[]) => string,
): PackageFills['executions'][number] {
  const packages = Math.max(1, Math.min(...queues.map(({ leg, pieces }) => Math.floor((pieces[0]?.lots[0]?.units ?? 0) / leg.ratio))));
  const ids: string[] = [];
  const legs: ExecutionLeg[] = [];
  let commission = ZERO;
  let fees = ZERO;
  let total = ZERO;
  const quotes = new Set<string>();
  let quoted: StatementFill['quoted'] = null;
  for (const queue of queues) {
    const { symbol, side, ratio } = queue.leg;
    const { first, rest } = divide(queue.pieces, packages * ratio);
    queue.pieces = rest;
    const byPrice = new Map<Money, number>();
    for (const piece of first) {
      if (!ids.includes(piece.id)) ids.push(piece.id);
      commission = add(commission, piece.commission);
      fees = add(fees, piece.fees);
      quoted = piece.quoted;
      quotes.add(piece.quoted === null ? '' : `${piece.quoted.mid} ${piece.quoted.natural}`);
      for (const { units, price } of piece.lots) byPrice.set(price, (byPrice.get(price) ?? 0) + units);
    }
    for (const [price, quantity] of byPrice) {
      legs.push({ symbol, side, quantity, price });
      total = add(total, times(price, signOf(side) * quantity));
    }
  }
  const net = money(total / packages);
  const { mid, natural } = quotes.size === 1 && quoted !== null ? quoted : { mid: net, natural: net };
  return {
    id: idOf(ids),
    time,
    packages,
    net,
    legs,
    evidence: { rule: 'marketable', seed: 0, optimistic: mid, expected: net, pessimistic: natural, quotes: [] },
    commission,
    fees,
  };
}
