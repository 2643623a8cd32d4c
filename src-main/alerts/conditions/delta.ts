import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { toDollars } from '../../../src-core/money.ts';
import type { AlertReadings } from '../alert-readings.ts';
import { crossing, type Look } from './look.ts';

export function lookAtDelta({ symbol, when, threshold }: Extract<AlertCondition, { kind: 'delta' }>, readings: AlertReadings): Look | null {
  const delta = readings.deltaOf(symbol);
  if (delta === null) return null;
  return crossing(`The delta of ${contractWords(symbol)}`, delta, when, threshold, (value) => value.toFixed(2).replace('-', '\u2212'));
}

function contractWords(symbol: InstrumentSymbol): string {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'shares' ? instrument.underlying : `${instrument.underlying} ${toDollars(instrument.strike)} ${instrument.right}`;
}
