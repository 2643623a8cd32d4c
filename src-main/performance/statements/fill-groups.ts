import { parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { SECOND } from '../../../src-core/time.ts';
import type { StatementFill } from './statement.ts';

/** Fills that were one order, as far as the statement tells; oldest first. */
export interface FillGroup {
  readonly underlying: Underlying;
  readonly fills: readonly StatementFill[];
}

interface Growing {
  readonly underlying: Underlying;
  readonly fills: StatementFill[];
  readonly bySymbol: Map<string, StatementFill['side']>;
}

/**
 * Fills of one order id, in the order of their first. Where `wholeOrders` is false those of other orders join when they
 * are of the same second and underlying and of other instruments: some brokers give each leg an order of its own.
 * An order that turns round in one instrument is two.
 */
export function groupFills(fills: readonly StatementFill[], wholeOrders: boolean): readonly FillGroup[] {
  const groups: Growing[] = [];
  const byOrder = new Map<string, Growing>();
  const bySecond = new Map<string, Growing>();
  for (const fill of fills) {
    const { underlying } = parseSymbol(fill.symbol);
    const second = `${underlying} ${Math.floor(fill.time / SECOND)}`;
    const order = fill.orderId === null ? null : `${underlying} ${fill.orderId}`;
    let group = order === null ? undefined : byOrder.get(order);
    if (group === undefined && !(wholeOrders && order !== null)) {
      const near = bySecond.get(second);
      if (near !== undefined && (order === null || !near.bySymbol.has(fill.symbol))) group = near;
    }
    if (group !== undefined && (group.bySymbol.get(fill.symbol) ?? fill.side) !== fill.side) group = undefined;
    if (group === undefined) {
      group = { underlying, fills: [], bySymbol: new Map() };
      groups.push(group);
    }
    group.fills.push(fill);
    group.bySymbol.set(fill.symbol, fill.side);
    if (order !== null) byOrder.set(order, group);
    bySecond.set(second, group);
  }
  return groups;
}
