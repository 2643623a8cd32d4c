import { z } from 'zod';
import { symbolOf, type InstrumentSymbol, type Right } from '../../src-core/instruments/instrument.ts';
import type { Chain } from '../../src-core/market/chain.ts';
import { fromDollars } from '../../src-core/money.ts';
import type { OrderLeg, Side } from '../../src-core/orders/order.ts';
import { underlyingSchema } from '../../src-core/contract/schemas.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time HH:MM');
const price = z.enum(['mid', 'expected', 'natural']);

/** One thing a plan does: open a structure, and perhaps close it later; what it holds at the close is settled. */
export const planStepSchema = z.object({
  /** New York time. */
  at: timeOfDay,
  underlying: underlyingSchema,
  structure: z.enum(['iron_condor', 'bull_put_spread', 'bear_call_spread', 'long_call', 'long_put', 'long_straddle']),
  /** Absolute delta of the short strikes, or of the strike bought; straddles take the money. */
  shortDelta: z.number().min(0.01).max(0.99),
  /** Dollars between short and long strikes. */
  width: z.number().min(0),
  quantity: z.int().min(1).max(1000),
  price,
  close: z.object({ at: timeOfDay, price: z.enum(['mid', 'natural']) }).optional(),
});
export const planSchema = z.array(planStepSchema);
export type PlanStep = z.output<typeof planStepSchema>;

/** The legs of a step on the chain as it stands, or why there are none. */
export function planLegs(step: PlanStep, chain: Chain): { ok: true; legs: readonly OrderLeg[] } | { ok: false; reason: string } {
  const wanted = LEGS[step.structure];
  const legs: OrderLeg[] = [];
  for (const { side, right, offset } of wanted) {
    const anchor = strikeByDelta(chain, right, step.structure === 'long_straddle' ? 0.5 : step.shortDelta);
    if (anchor === null) return { ok: false, reason: `no ${right} of ${step.underlying} has a delta yet` };
    const strike = anchor + offset * step.width;
    if (chain.row(strike, right) === undefined) return { ok: false, reason: `no ${strike} ${right} of ${step.underlying} is listed` };
    legs.push({ symbol: symbolAt(chain, strike, right), side, ratio: 1 });
  }
  return { ok: true, legs };
}

type LegPlan = { readonly side: Side; readonly right: Right; readonly offset: -1 | 0 | 1 };
const LEGS: Record<PlanStep['structure'], readonly LegPlan[]> = {
  iron_condor: [
    { side: 'buy', right: 'put', offset: -1 },
    { side: 'sell', right: 'put', offset: 0 },
    { side: 'sell', right: 'call', offset: 0 },
    { side: 'buy', right: 'call', offset: 1 },
  ],
  bull_put_spread: [
    { side: 'sell', right: 'put', offset: 0 },
    { side: 'buy', right: 'put', offset: -1 },
  ],
  bear_call_spread: [
    { side: 'sell', right: 'call', offset: 0 },
    { side: 'buy', right: 'call', offset: 1 },
  ],
  long_call: [{ side: 'buy', right: 'call', offset: 0 }],
  long_put: [{ side: 'buy', right: 'put', offset: 0 }],
  long_straddle: [
    { side: 'buy', right: 'call', offset: 0 },
    { side: 'buy', right: 'put', offset: 0 },
  ],
};

/** The strike whose delta is nearest in size; null when none is priced. */
function strikeByDelta(chain: Chain, right: Right, target: number): number | null {
  let best: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (let row = 0; row < chain.count; row += 1) {
    if ((chain.isCall[row] === 1) !== (right === 'call')) continue;
    const gap = Math.abs(Math.abs(chain.columns.delta[row] ?? Number.NaN) - target);
    if (gap < distance) {
      distance = gap;
      best = chain.strike[row] ?? null;
    }
  }
  return best;
}

function symbolAt(chain: Chain, strike: number, right: Right): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: chain.underlying, expiry: chain.expiry, right, strike: fromDollars(strike) });
}
