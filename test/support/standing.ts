import { money } from '../../src-core/money.ts';
import { parseIsoDate } from '../../src-core/time.ts';
import type { Standing } from '../../src-main/app/standing.ts';

/** A paper account in a simulated session that runs, with nothing in it but what is given. */
export function standingOf({ session, ...rest }: Partial<Omit<Standing, 'session'>> & { readonly session?: Partial<Standing['session']> } = {}): Standing {
  return {
    account: { number: 'PAPER-1', kind: 'paper' },
    isPractice: false,
    isWatching: false,
    isOnDesk: false,
    session: { date: parseIsoDate('2026-11-20'), now: Date.UTC(2026, 10, 20, 19), phase: 'open', paused: false, speed: 1, label: 'SIMULATED', ...session },
    state: 'ACTIVE',
    isFlattening: false,
    workingOrders: 0,
    openPositions: 0,
    profitToday: money(0),
    ...rest,
  };
}
