import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { validateRequest } from '../../../src-core/orders/new-order.ts';
import type { OrderLeg, OrderTerms, Side } from '../../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../../src-core/orders/ratio.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { ElsewhereOrder } from '../../trading/broker-bookings.ts';
import { deriveUuid } from '../../trading/derive-id.ts';
import type { CompletedOrderRecord, ExecutionRecord, OpenOrderRecord } from '../broker-records.ts';
import type { ContractBook } from '../contract-book.ts';
import type { GatewayContract, GatewayOrder } from '../gateway.ts';
import { termsOf } from '../orders/order-translation.ts';
import type { SettledOrders } from '../orders/records-settlement.ts';

/** An order made elsewhere: as the books take it, or what the broker has of it where it is not modelled. */
export interface FoundElsewhere {
  readonly permId: number;
  /** null where the broker has no order of these executions any more. */
  readonly record: OpenOrderRecord | CompletedOrderRecord | null;
  readonly executions: readonly ExecutionRecord[];
  readonly isOpen: boolean;
  readonly order: ElsewhereOrder | null;
}

export interface ElsewhereFacts {
  readonly account: string;
  readonly contracts: Pick<ContractBook, 'learn' | 'symbolOf'>;
  /** The session's time, at which they come into the books. */
  readonly now: EpochMs;
}

/** What the broker's records have of no order in the books, by the broker's permanent number. What is over and did nothing is left out. */
export function ordersElsewhere({ openElsewhere, completedElsewhere, executionsElsewhere }: SettledOrders, facts: ElsewhereFacts): readonly FoundElsewhere[] {
  const executions = Map.groupBy(executionsElsewhere, ({ execution }) => execution.permId);
  const open = new Map(openElsewhere.map((record) => [record.permId, record]));
  const completed = new Map(completedElsewhere.map((record) => [record.permId, record]));
  const permIds = new Set([...open.keys(), ...executions.keys()]);
  return [...permIds].flatMap((permId): readonly FoundElsewhere[] => {
    const record = open.get(permId) ?? completed.get(permId) ?? null;
    const own = executions.get(permId) ?? [];
    const asMade = record === null ? null : orderOfRecord(record, permId, facts);
    // Of one that works on, more may come than its executions say.
    const order = permId === 0 ? null : (asMade ?? (open.has(permId) ? null : orderOfExecutions(own, permId, facts)));
    return [{ permId, record, executions: own, isOpen: open.has(permId), order }];
  });
}

function orderOfRecord({ contract, order }: Pick<OpenOrderRecord, 'contract' | 'order'>, permId: number, facts: ElsewhereFacts): ElsewhereOrder | null {
  const legs = legsOf(contract, order, facts.contracts);
  const terms = legs === null ? null : termsOf(order, legs.length);
  if (legs === null || terms === null) return null;
  return elsewhere(permId, legs, order.quantity, terms, order.timeInForce === 'OTHER' ? 'GTC' : order.timeInForce, facts);
}

/** Of executions alone: a market order of what they made. */
function orderOfExecutions(executions: readonly ExecutionRecord[], permId: number, facts: ElsewhereFacts): ElsewhereOrder | null {
  const units = new Map<InstrumentSymbol, { side: Side; units: number }>();
  for (const { contract, execution } of executions) {
    if (contract.secType === 'BAG') continue;
    const symbol = facts.contracts.learn(contract);
    const known = symbol === null ? undefined : units.get(symbol);
    if (symbol === null || (known !== undefined && known.side !== execution.side)) return null;
    units.set(symbol, { side: execution.side, units: (known?.units ?? 0) + execution.quantity });
  }
  const counts = [...units.values()].map((leg) => leg.units);
  if (counts.length === 0 || !counts.every(Number.isSafeInteger)) return null;
  const quantity = greatestCommonDivisor(counts);
  return elsewhere(permId, [...units].map(([symbol, leg]) => ({ symbol, side: leg.side, ratio: leg.units / quantity })), quantity, { type: 'market' }, 'DAY', facts);
}

function elsewhere(permId: number, legs: readonly OrderLeg[], quantity: number, terms: OrderTerms, timeInForce: ElsewhereOrder['timeInForce'], { account, now }: ElsewhereFacts): ElsewhereOrder | null {
  const [first] = legs;
  if (first === undefined) return null;
  const order: ElsewhereOrder = { id: deriveUuid(`elsewhere:${account}:${permId}`), brokerOrderId: `perm:${permId}`, underlying: parseSymbol(first.symbol).underlying, legs, quantity, terms, timeInForce, time: now };
  return validateRequest(order).length === 0 ? order : null;
}

/** The legs of what an order buys, as this program writes them; null where one is not modelled. A package that is sold is bought the other way round. */
function legsOf(contract: GatewayContract, { action }: GatewayOrder, contracts: ElsewhereFacts['contracts']): readonly OrderLeg[] | null {
  if (contract.secType !== 'BAG') {
    const symbol = contracts.learn(contract);
    return symbol === null ? null : [{ symbol, side: action === 'BUY' ? 'buy' : 'sell', ratio: 1 }];
  }
  // A sold package has its price the other way round too.
  if (action === 'SELL') return null;
  const legs = contract.comboLegs.flatMap(({ conId, ratio, action: side }): readonly OrderLeg[] => {
    const symbol = contracts.symbolOf(conId);
    return symbol === null ? [] : [{ symbol, side: side === 'BUY' ? 'buy' : 'sell', ratio }];
  });
  return legs.length === contract.comboLegs.length && legs.length > 0 ? legs : null;
}
