import type { Clock } from '../../src-core/time.ts';
import type { Money } from '../../src-core/money.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import { checkHalted, checkReducing } from './checks/trading-state.ts';
import type { Denial } from './denial.ts';
import { besidesGroup, checkOrder, type PreTrade } from './pre-trade.ts';
import { collarOf } from './price-collar.ts';
import type { RiskAccount, RiskContext } from './risk-context.ts';

/** What is read anew for each order is asked for; what a session keeps is given. */
export interface RiskGateParts extends Pick<RiskContext, 'session' | 'quotes' | 'spotOf' | 'fees' | 'stateOf' | 'exposure' | 'confidenceOf' | 'events'> {
  readonly clock: Clock;
  readonly limits: () => RiskLimits;
  /** The books as they are: what previews are made of, and what the last check looks at. */
  readonly account: () => RiskAccount;
  readonly equity: () => Money;
  readonly today: () => RiskContext['today'];
  readonly recent: () => RiskContext['recent'];
  readonly regime: () => RiskContext['regime'];
  readonly dayTrades: () => number;
  /** What others have to say: the signal an order acts on. */
  readonly extra: (order: Order) => readonly Denial[];
}

/** The gate that no order passes around. */
export class RiskGate implements PreTrade {
  readonly #parts: RiskGateParts;

  constructor(parts: RiskGateParts) {
    this.#parts = parts;
  }

  check(order: Order, account: RiskAccount): readonly Denial[] {
    const found = checkOrder(order, this.#context(account));
    const more = this.#parts.extra(order);
    return more.length === 0 ? found : [...found, ...more];
  }

  lastCheck(order: Order): Denial | null {
    const { account, exposure, stateOf } = this.#parts;
    const { state } = stateOf(order.underlying);
    if (state === 'ACTIVE') return null;
    const { book, working } = account();
    const context = besidesGroup(order, this.#context({ book, working: working.filter((other) => other.id !== order.id) }));
    const found: Denial[] = [];
    checkHalted(order, context, found);
    if (state === 'REDUCING') {
      exposure.refresh(context);
      checkReducing(order, context, exposure.effectOf(order), found);
    }
    return found[0] ?? null;
  }

  collarOf(order: Pick<Order, 'legs' | 'terms' | 'group'>): Money | null {
    return collarOf(order, this.#parts.quotes, this.#parts.limits());
  }

  /** What an order is checked against now: the book as it is and every working order. */
  context(): RiskContext {
    return this.#context(this.#parts.account());
  }

  #context({ book, working, changing }: RiskAccount): RiskContext {
    const { clock, limits, equity, today, recent, regime, dayTrades, session, quotes, spotOf, fees, stateOf, exposure, events, confidenceOf } = this.#parts;
    return {
      session,
      now: clock.now(),
      quotes,
      spotOf,
      fees,
      limits: limits(),
      equity: equity(),
      today: today(),
      stateOf,
      recent: recent(),
      exposure,
      regime: regime(),
      events,
      dayTrades: dayTrades(),
      confidenceOf,
      book,
      working,
      changing,
    };
  }
}

/** The collar an order has, or would be given now: for an exposure that reckons with orders of either kind. */
export function collarInForce(gate: Pick<PreTrade, 'collarOf'>): (order: Order) => Money | null {
  return (order) => order.collar ?? gate.collarOf(order);
}
