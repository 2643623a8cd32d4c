import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { CENT, type Money, roundToTick } from '../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote } from '../../src-core/orders/net-price.ts';
import type { OrderRequest } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Engines } from '../operations/engines.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { ContractHost } from '../../src-core/contract/host.ts';
import { type PlanStep, planLegs } from './plan.ts';

/** What the trader did not do, and why. */
export interface SkippedStep {
  readonly step: number;
  readonly reason: string;
}

interface Action {
  readonly time: EpochMs;
  readonly step: number;
  run(): Promise<void>;
}

/** Trades a plan through the same door as a window: each step at its session time, with ids derived from the plan. */
export class PlanTrader {
  readonly #engines: Engines;
  readonly #host: ContractHost;
  readonly skipped: SkippedStep[] = [];
  readonly #actions: Action[];

  constructor(plan: readonly PlanStep[], engines: Engines, host: ContractHost) {
    this.#engines = engines;
    this.#host = host;
    const { date } = engines.session;
    this.#actions = plan
      .flatMap((step, index): Action[] => [
        { time: newYorkTime(date, step.at), step: index + 1, run: () => this.#open(step, index + 1) },
        ...(step.close === undefined
          ? []
          : [{ time: newYorkTime(date, step.close.at), step: index + 1, run: () => this.#close(step, index + 1) }]),
      ])
      .sort((left, right) => left.time - right.time);
  }

  /** Walks the session to `end`, trading on the way. */
  async run(end: EpochMs): Promise<void> {
    const { clock, pump } = this.#engines;
    for (const action of this.#actions) {
      if (action.time < clock.now() || action.time > end) continue;
      await pump.runTo(action.time);
      try {
        await action.run();
      } catch (error) {
        if (!(error instanceof ContractFailure)) throw error;
        this.skipped.push({ step: action.step, reason: error.message });
      }
    }
    await pump.runTo(end);
  }

  async #open(step: PlanStep, index: number): Promise<void> {
    const chain = this.#engines.market.chain(step.underlying);
    const chosen = chain === null ? { ok: false as const, reason: `${step.underlying} has no chain` } : planLegs(step, chain);
    if (!chosen.ok) {
      this.skipped.push({ step: index, reason: chosen.reason });
      return;
    }
    const limit = this.#price(step, chosen.legs);
    if (limit === null) {
      this.skipped.push({ step: index, reason: 'a leg has no usable quote' });
      return;
    }
    const request: Omit<OrderRequest, 'source'> = {
      id: this.#idOf(index, 'open'),
      underlying: step.underlying,
      legs: chosen.legs,
      quantity: step.quantity,
      terms: { type: 'limit', limit },
      timeInForce: 'DAY',
    };
    await this.#call('orders.place', request);
  }

  async #close(step: PlanStep, index: number): Promise<void> {
    const opened = this.#engines.orders.order(this.#idOf(index, 'open'));
    if (opened === undefined || opened.filledQuantity === 0) return;
    await this.#call('positions.close', { id: this.#idOf(index, 'close'), tradeId: opened.tradeId, at: step.close?.price });
  }

  #price(step: PlanStep, legs: OrderRequest['legs']): Money | null {
    const { quote } = packageQuote(legs, (symbol) => this.#engines.market.quote(symbol));
    if (quote === null) return null;
    switch (step.price) {
      case 'mid':
        return roundToTick(quote.mid, CENT);
      case 'expected':
        return expectedNet(quote, crossingFraction(legs.length));
      case 'natural':
        return quote.natural;
    }
  }

  #idOf(step: number, what: 'open' | 'close'): string {
    return deriveUuid(`plan:${this.#engines.session.date}:${step}:${what}`);
  }

  #call(operation: string, input: unknown): Promise<unknown> {
    return this.#host.call(operation, input, new AbortController().signal);
  }
}
