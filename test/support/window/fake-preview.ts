import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, money, times, ZERO } from '../../../src-core/money.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { SPOTS } from './fake-session.ts';

/** What the ticket would do, around its own limit; the natural price is `drift` dollars a share above it. */
export function fakePreview(ticket: Ticket, drift: number): Preview {
  const net = 'limit' in ticket.terms ? ticket.terms.limit : fromDollars(0.8);
  const natural = money(net + fromDollars(drift));
  const fee = fromDollars(1.31 * ticket.quantity * ticket.legs.length);
  const holdings = ticket.legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: (side === 'buy' ? ratio : -ratio) * ticket.quantity }));
  const profile = payoffProfile(holdings, add(times(net, 100 * ticket.quantity), fee), fromDollars(SPOTS[ticket.underlying]));
  return {
    strategy: 'package',
    closing: false,
    natural,
    mid: money(net - 200),
    expected: net,
    net,
    fees: { commission: fee, fees: ZERO, total: fee, lines: [{ name: 'Commission', amount: fee }] },
    maximumGain: profile.maximumGain,
    maximumLoss: profile.maximumLoss,
    unboundedGain: profile.maximumGain === null,
    unboundedLoss: profile.maximumLoss === null,
    breakEvens: [...profile.breakEvens],
    marginChange: profile.maximumLoss ?? ZERO,
    buyingPowerAfter: fromDollars(24_700),
    worstCaseAfter: profile.maximumLoss,
    dayAtWorstAfter: profile.maximumLoss,
    greeks: { delta: 21.4, gamma: 4.2, theta: -84, vega: 3.1 },
    clockLabel: 'variance clock · FOMC 14:00',
    outlook: { source: 'smile', profit: 0.46, maximumGain: 0.31, maximumLoss: 0.4, touch: 0.74, expected: -9.4, expectedGain: 88, expectedLoss: -71 },
    payoff: [...profile.points],
    denials: [],
  };
}
