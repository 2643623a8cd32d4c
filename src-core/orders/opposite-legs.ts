import type { OrderLeg } from './order.ts';

/** The legs that take a package back. */
export function oppositeLegs(legs: readonly OrderLeg[]): readonly OrderLeg[] {
  return legs.map(({ symbol, side, ratio }) => ({ symbol, side: side === 'buy' ? 'sell' : 'buy', ratio }));
}
