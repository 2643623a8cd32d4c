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
