import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';

/** What of a subscription is looked at, to say whether it is open and silent. */
export interface Listened {
  readonly kind: 'shares' | 'vix' | 'option';
  /** When it was asked for, and when it last said a price or a size since then: NaN where it never did. */
  readonly askedAt: EpochMs;
  readonly heardAt: EpochMs;
  /** Of an option: how far its strike is from the underlying's price, and how far that has moved since it was heard; shares of the price, NaN where not known. */
  readonly distance: number;
  readonly moved: number;
  /** Of an option: when the other option of its strike was last heard; NaN where it was not. */
  readonly pairHeardAt: EpochMs;
  readonly isDelayed: boolean;
}

/** An answer is due this soon after it was asked for. */
const ANSWER_MS = { shares: 10 * SECOND, vix: 60 * SECOND, option: 15 * SECOND } as const;
/** What is asked for of itself says something at least this often. */
const SHARES_MS = 15 * SECOND;
/** Published every 15 seconds. */
const VIX_MS = 90 * SECOND;
/** Options so near to the money change many times a minute; of those farther out nothing may change for long. */
const NEAR = 0.01;
const OPTION_MS = {
  near: { moved: 0.0002, whileMoving: 20 * SECOND, pairAhead: 15 * SECOND, atMost: 2 * MINUTE },
  far: { moved: 0.0025, whileMoving: MINUTE, pairAhead: Number.POSITIVE_INFINITY, atMost: 10 * MINUTE },
} as const;
/** Delayed quotes come in gusts. */
const DELAYED_FACTOR = 4;

/**
 * Whether a subscription is open and silent: it was asked for and says nothing when it should. That is judged within the
 * session alone, from `since` on at the earliest (when the broker's servers were last reached).
 *
 * - never heard since it was asked for: 10 seconds for shares, 15 for an option, 60 for VIX;
 * - shares: 15 seconds without a word; VIX: 90;
 * - an option within 1 % of the money: 20 seconds while the underlying has moved 0.02 % since, or 15 seconds less than
 *   its pair (the other right of the strike) which was heard since; 2 minutes in any case;
 * - an option farther out: a minute while the underlying has moved 0.25 % since; 10 minutes in any case.
 *
 * Delayed data has four times these limits.
 */
export function isSilent(listened: Listened, session: ExchangeSession, since: EpochMs, now: EpochMs): boolean {
  if (now < session.open || now > session.lastTrade) return false;
  const factor = listened.isDelayed ? DELAYED_FACTOR : 1;
  const { askedAt, heardAt, kind } = listened;
  const wasHeard = !Number.isNaN(heardAt);
  const quietMs = (now - Math.max(wasHeard ? heardAt : askedAt, session.open, since)) / factor;
  if (!wasHeard) return quietMs >= ANSWER_MS[kind];
  switch (kind) {
    case 'shares':
      return quietMs >= SHARES_MS;
    case 'vix':
      return quietMs >= VIX_MS;
    case 'option': {
      // Without a price of the underlying nothing says that it is far.
      const limits = listened.distance > NEAR ? OPTION_MS.far : OPTION_MS.near;
      if (quietMs >= limits.atMost) return true;
      if (quietMs < limits.whileMoving) return false;
      return listened.moved >= limits.moved || listened.pairHeardAt - heardAt >= limits.pairAhead;
    }
  }
}
