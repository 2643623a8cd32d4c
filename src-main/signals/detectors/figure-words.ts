import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { Unknown } from './bounded-detector.ts';

/** The end of the year 9999: later times have no date. */
const LAST_TIME = 253_402_300_799_999;

/** 0.0042 as "0.42 %". */
export function percentText(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** An annual volatility: 0.241 as "24.1 %". */
export function volatilityText(volatility: number): string {
  return percentText(volatility, 1);
}

export function sigmaText(deviations: number): string {
  return `${deviations.toFixed(1)} sigma`;
}

export function dollarText(price: number): string {
  return `$${price.toFixed(2)}`;
}

/** What New York's clock shows. Throws Unknown for what is no time: a clock may have jumped. */
export function clockText(time: EpochMs): string {
  if (!(time >= 0 && time <= LAST_TIME)) throw new Unknown(`${time} is no time of a session`);
  return newYorkClock(time);
}
