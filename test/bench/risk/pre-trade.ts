import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, money } from '../../../src-core/money.ts';
import { packageQuote } from '../../../src-core/orders/net-price.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { SECOND } from '../../../src-core/time.ts';
import { checkOrder } from '../../../src-main/risk/pre-trade.ts';
import { order, riskContext } from '../../main/risk/risk-world.ts';
import { quantile, rounded } from '../../support/figures.ts';
import { mixedBook, spotsOf } from '../../support/risk-books.ts';
import { leg, simulatedWorld, type SimulatedWorld, strikeAway } from '../../support/simulated-books.ts';

const LEGS = 200;
const WARM = 600;
const STEPS = 3_000;
const WORKING = 3;

/**
 * What it takes to look at one order with 200 legs held and three orders in flight, right after the market moved: the
 * exposure read anew with what the order would do to it, and the whole check. Over three underlyings, and all in one.
 */
export function preTradeFigures(): Record<string, number> {
  return { ...figures('three underlyings', ['SPY', 'QQQ', 'IWM']), ...figures('one underlying', ['SPY']) };
}

function figures(name: string, underlyings: readonly Underlying[]): Record<string, number> {
  const world = simulatedWorld();
  const { feed, market, session } = world;
  const book = mixedBook(world, LEGS, underlyings);
  const working = Array.from({ length: WORKING }, (_, index) => condor(world, underlyings[index % underlyings.length] ?? 'SPY', index));
  const context = riskContext({ book, quotes: market, working, session, now: world.now, spotOf: spotsOf(world) });
  const exposures: number[] = [];
  const checks: number[] = [];
  let { now } = world;
  let denials = 0;
  for (let step = 0; step < WARM + STEPS; step += 1) {
    now += SECOND;
    feed.advance(now, market);
    market.price(now);
    const asked = condor({ ...world, now }, underlyings[step % underlyings.length] ?? 'SPY', step);
    // Each on a tick of its own: what was worked out for one is not there for the other.
    const isCheck = step % 2 === 1;
    const took = timed(() => {
      if (isCheck) denials += checkOrder(asked, { ...context, now }).length > 0 ? 1 : 0;
      else {
        context.exposure.refresh(context);
        context.exposure.effectOf(asked);
      }
    });
    if (step >= WARM) (isCheck ? checks : exposures).push(took);
  }
  const of = (values: readonly number[], part: number): number => rounded(quantile(values, part), 1);
  return {
    [`legs held, ${name}`]: book.holdings().length,
    [`exposure and effect of an order, ${name}, p50 us`]: of(exposures, 0.5),
    [`exposure and effect of an order, ${name}, p99 us`]: of(exposures, 0.99),
    [`pre-trade check, ${name}, p50 us`]: of(checks, 0.5),
    [`pre-trade check, ${name}, p99 us`]: of(checks, 0.99),
    [`orders denied of ${(WARM + STEPS) / 2}, ${name}`]: denials,
  };
}

/** An iron condor at its mid. */
function condor(world: SimulatedWorld, underlying: Underlying, number: number): Order {
  const away = 2 + (number % 5);
  const at = (right: 'call' | 'put', steps: number, side: 'buy' | 'sell'): OrderLeg => leg(strikeAway(world, underlying, right, steps), side);
  const legs = [at('put', -away - 2, 'buy'), at('put', -away, 'sell'), at('call', away, 'sell'), at('call', away + 2, 'buy')];
  const { quote } = packageQuote(legs, (symbol) => world.market.quote(symbol));
  const mid: Money = quote === null ? fromDollars(-0.5) : money(Math.round(quote.mid / 100) * 100);
  return order(legs, { type: 'limit', limit: mid }, { underlying, tradeId: `asked ${number}`, createdAt: world.now, updatedAt: world.now });
}

/** Microseconds. */
function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return (performance.now() - began) * 1_000;
}
