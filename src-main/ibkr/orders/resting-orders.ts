import type { RestingOrder } from '../../../src-core/contract/broker.ts';
import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { formatMoney, type Money, negate, toDollars } from '../../../src-core/money.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import type { OpenOrderRecord } from '../broker-records.ts';
import type { GatewayContract, GatewayMessage } from '../gateway.ts';
import { gatewayOrderText, type OrderContracts } from './order-translation.ts';

/** Orders of the account that are not of the books, as they were last heard of. */
export class OrdersElsewhere {
  readonly #contracts: Pick<OrderContracts, 'symbolOf' | 'learn'>;
  readonly #byPermId = new Map<number, OpenOrderRecord>();

  constructor(contracts: Pick<OrderContracts, 'symbolOf' | 'learn'>) {
    this.#contracts = contracts;
  }

  open(record: OpenOrderRecord): void {
    if (isOver(record.state.status)) this.#byPermId.delete(record.permId);
    else this.#byPermId.set(record.permId, record);
  }

  status({ permId, status }: Extract<GatewayMessage, { type: 'order_status' }>): void {
    if (isOver(status)) this.#byPermId.delete(permId);
  }

  /** All there are, as the broker's records say. */
  replace(records: readonly OpenOrderRecord[]): void {
    this.#byPermId.clear();
    for (const record of records) this.open(record);
  }

  remove(permId: number): void {
    this.#byPermId.delete(permId);
  }

  resting(): readonly RestingOrder[] {
    return [...this.#byPermId.values()].map((record) => ({
      orderId: null,
      brokerOrderId: String(record.permId),
      text: recordText(record, this.#contracts),
      elsewhere: true,
      inDoubt: false,
    }));
  }
}

function isOver(status: string): boolean {
  return status === 'Filled' || status === 'Cancelled' || status === 'ApiCancelled' || status === 'Inactive';
}

/** "buy 2 SPY 601/603 bull call spread at limit 0.45, DAY". Prices are net debits; of one leg sold, what it brings. */
export function restingText({ legs, quantity, filledQuantity, terms, timeInForce }: Pick<Order, 'legs' | 'quantity' | 'filledQuantity' | 'terms' | 'timeInForce'>): string {
  const [only] = legs;
  const isSold = legs.length === 1 && only?.side === 'sell';
  const price = (net: Money): string => formatMoney(isSold ? negate(net) : net);
  const at = ((): string => {
    switch (terms.type) {
      case 'market':
        return 'at market';
      case 'limit':
        return `at limit ${price(terms.limit)}`;
      case 'stop':
        return `at stop ${price(terms.stop)}`;
      case 'stop_limit':
        return `at stop ${price(terms.stop)}, limit ${price(terms.limit)}`;
    }
  })();
  const rest = filledQuantity > 0 ? `${quantity - filledQuantity} of ${quantity}` : `${quantity}`;
  return `${isSold ? 'sell' : 'buy'} ${rest} ${packageText(legs)} ${at}, ${timeInForce}`;
}

/** "SPY 601 call", "SPY 601/603 bull call spread". */
export function packageText(legs: readonly OrderLeg[]): string {
  const [only] = legs;
  if (only === undefined) return 'nothing';
  if (legs.length === 1) return instrumentText(only.symbol);
  const { underlying } = parseSymbol(only.symbol);
  const strikes = legs.flatMap(({ symbol }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' ? [toDollars(instrument.strike)] : [];
  });
  const name = structureName(legs);
  return `${underlying} ${[...new Set(strikes)].sort((left, right) => left - right).join('/')} ${name === 'custom' ? 'package' : name}`;
}

/** "SPY 601 call of 2026-11-27", "SPY shares". */
export function instrumentText(symbol: InstrumentSymbol): string {
  const instrument = parseSymbol(symbol);
  if (instrument.kind === 'shares') return `${instrument.underlying} shares`;
  return `${instrument.underlying} ${toDollars(instrument.strike)} ${instrument.right} of ${instrument.expiry}`;
}

/** An order of the broker's records in words, also of what this program does not trade. */
export function recordText({ contract, order }: Pick<OpenOrderRecord, 'contract' | 'order'>, contracts: Pick<OrderContracts, 'symbolOf' | 'learn'>): string {
  return `${order.action === 'BUY' ? 'buy' : 'sell'} ${gatewayOrderText(order).replace(' at ', ` ${contractText(contract, contracts)} at `)}, ${order.timeInForce}`;
}

function contractText(contract: GatewayContract, contracts: Pick<OrderContracts, 'symbolOf' | 'learn'>): string {
  const { comboLegs, secType, symbol } = contract;
  if (secType === 'BAG') {
    const legs = comboLegs.flatMap(({ conId, ratio, action }): OrderLeg[] => {
      const known = contracts.symbolOf(conId);
      return known === null ? [] : [{ symbol: known, side: action === 'BUY' ? 'buy' : 'sell', ratio }];
    });
    return legs.length === comboLegs.length ? packageText(legs) : `${symbol} package of ${comboLegs.length} legs`;
  }
  const known = contracts.learn(contract);
  if (known !== null) return instrumentText(known);
  return contract.localSymbol === '' ? `${symbol} ${secType}` : contract.localSymbol.replaceAll(/\s+/g, ' ');
}
