import { MINUTE, SECOND } from '../../src-core/time.ts';
import type { Denial } from '../../src-main/risk/denial.ts';

/** Whether a denial's own numbers say that what it names was really exceeded; true where it has none to compare. */
export function isProven(denial: Denial): boolean {
  switch (denial.code) {
    case 'halted':
      return denial.because !== '';
    case 'reducing':
      // Without bound before and after, it falls steeper: there are no numbers of that.
      return denial.after === null || (denial.before !== null && denial.after > denial.before);
    case 'order_rate':
      return denial.orders > denial.most;
    case 'message_rate':
      return denial.messages > denial.most;
    case 'duplicate':
      return denial.now - denial.time < denial.seconds * SECOND;
    case 'expired':
      return denial.expiry < denial.date;
    case 'session_closed':
      return denial.now >= denial.lastTrade;
    case 'session_not_open':
      return denial.now < denial.open;
    case 'opening_over':
      return denial.now >= denial.cutoff;
    case 'off_tick':
      return denial.price % denial.tick !== 0;
    case 'price_collar':
      return denial.limit > denial.highest && denial.highest >= denial.reference;
    case 'certain_loss':
      return denial.limit > denial.worth;
    case 'more_than_held':
      return denial.working + denial.wanted > denial.held;
    case 'contracts':
    case 'strike_contracts':
      return denial.contracts > denial.most;
    case 'trade_loss':
    case 'underlying_risk':
    case 'day_at_worst':
    case 'day_loss':
      return denial.loss > denial.most;
    case 'buying_power':
      return denial.required > denial.available;
    case 'margin_use':
      return denial.margin > denial.most;
    case 'positions':
      return denial.positions > denial.most;
    case 'greek':
      return Math.abs(denial.dollars) > denial.most;
    case 'day_trades':
      return denial.done + denial.open > denial.most && denial.equity < denial.least;
    case 'confidence':
      return denial.probability < denial.least;
    case 'event_blackout':
      return Math.abs(denial.now - denial.at) < denial.minutes * MINUTE;
    case 'signal_drifted':
      return denial.price < denial.low || denial.price > denial.high;
    case 'signal_price':
      return denial.net > denial.highest;
    case 'signal_mismatch':
      return denial.ordered !== denial.recommended;
    case 'not_listed':
    case 'no_underlying_price':
    case 'no_usable_quote':
    case 'undefined_risk':
    case 'uncalibrated':
    case 'signal_gone':
      return true;
  }
}
