import type { BrokerView } from '../../../src-core/contract/broker.ts';
import type { KillResult } from '../../../src-core/contract/risk.ts';
import { formatCount, formatPrice, formatTime } from '../../design/format.ts';
import { HOLD_TIME } from './hold.ts';
import type { KillOutcome } from './kill-switch.ts';

/** "0.8 s". */
export const HOLD_WORDS = `${formatPrice(HOLD_TIME / 1_000, 1)} s`;

/** "Let go after 0.3 s: nothing was sent." */
export function earlyWords(after: number): string {
  // Rounded down: it never reads as if it had been held for long enough.
  return `Let go after ${formatPrice(Math.floor(after / 100) / 10, 1)} s: nothing was sent. Hold it for ${HOLD_WORDS} to halt.`;
}

/** "2 orders were cancelled in 3.4 ms." */
export function killedWords({ cancelled, milliseconds }: Pick<KillResult, 'cancelled' | 'milliseconds'>): string {
  const took = `${formatPrice(milliseconds, milliseconds < 100 ? 1 : 0)} ms`;
  if (cancelled === 0) return `No order was working; halted in ${took}.`;
  return `${cancelled === 1 ? 'The cancel of 1 order' : `The cancels of ${formatCount(cancelled)} orders`} went out in ${took}.`;
}

/** What the halt is not about: orders of the account that were made elsewhere. */
export function othersWords({ resting, asOf }: Pick<BrokerView['orders'], 'resting' | 'asOf'>, isReached: boolean): string {
  const away = isReached ? '' : ' The broker is not reached: neither the halt’s cancels nor this arrive before it is. Cancel in TWS, or ring the broker.';
  if (asOf === null) return `The halt cancels this terminal’s orders. What else rests at the broker was not read.${away}`;
  const count = resting.filter(({ elsewhere }) => elsewhere).length;
  const others = count === 0 ? `Nothing made elsewhere was known to rest at the broker at ${formatTime(asOf)}.` : `${count === 1 ? '1 order' : `${count} orders`} made elsewhere rested at the broker at ${formatTime(asOf)}, named below.`;
  return `The halt cancels this terminal’s orders. ${others}${away}`;
}

export interface FailureWords {
  readonly what: string;
  readonly next: string;
}

/** What a halt that did not come through means, and what to do. */
export function failureWords(failure: Extract<KillOutcome, { kind: 'failed' }>, connected: boolean): FailureWords {
  const elsewhere = 'If it cannot wait, halt in another window or workstation, or cancel the orders at the broker.';
  if (failure.again) {
    return connected
      ? { what: `The core did not take it: ${failure.message}`, next: `It is sent again each second while this is open. ${elsewhere}` }
      : { what: 'The window is not connected to the core. Orders may still be working.', next: `It is sent the moment the connection is back, while this is open. ${elsewhere}` };
  }
  switch (failure.code) {
    case 'forbidden':
      return { what: failure.message, next: 'Halt with a user who may trade, or cancel the orders at the broker.' };
    case 'conflict':
      return { what: failure.message, next: 'Halt at the workstation that trades this account, or cancel the orders at the broker.' };
    default:
      return { what: failure.message, next: `Try again. ${elsewhere}` };
  }
}
