import type { MarketState } from '../../../src-core/signals/market-state.ts';

/** Minutes from midnight to the open, on New York's clock. */
const OPEN_MINUTE = 570;

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

/** The state's time of day in New York: "11:20". */
export function clockText({ minute }: MarketState, later = 0): string {
  const minutes = OPEN_MINUTE + Math.round(minute + later);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
