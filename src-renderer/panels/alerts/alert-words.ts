import type { Alert, AlertCondition, AlertRule } from '../../../src-core/alerts/alert.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { formatPrice, formatTime, MINUS } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';

/** "Active", "Snoozed to 13:45:00", "Acknowledged 13:42:10". */
export function stateWords({ state, until, acknowledgedAt }: Alert): string {
  switch (state) {
    case 'active':
      return 'Active';
    case 'snoozed':
      return `Snoozed to ${formatTime(until)}`;
    case 'acknowledged':
      return `Acknowledged ${formatTime(acknowledgedAt)}`;
  }
}

export const KIND_NAMES: Readonly<Record<AlertCondition['kind'], string>> = {
  price: 'Price',
  volatility: 'Volatility',
  delta: 'Delta of a contract',
  result: 'Result',
  strike_distance: 'Distance to a short strike',
  time: 'Time before the reference',
};

export type PositionNames = ReadonlyMap<string, string>;

/** "SPY at or below 590.00", "Result of the day at or below −$500"; positions by their names, as far as they are known. */
export function conditionWords(condition: AlertCondition, positions: PositionNames): string {
  const whose = (tradeId: string): string => positions.get(tradeId) ?? 'a position that is closed';
  switch (condition.kind) {
    case 'price':
      return `${condition.ticker} ${side(condition)} ${formatPrice(condition.threshold)}`;
    case 'volatility':
      return `Volatility of ${condition.underlying} ${side(condition)} ${condition.threshold} %`;
    case 'delta': {
      const instrument = parseSymbol(condition.symbol);
      const name = instrument.kind === 'shares' ? instrument.underlying : `${instrument.underlying} ${instrumentWords(condition.symbol)}, ${instrument.expiry}`;
      return `Delta of ${name}, ${side(condition)} ${formatPrice(condition.threshold)}`;
    }
    case 'result':
      return `Result of ${condition.tradeId === null ? 'the day' : whose(condition.tradeId)} ${side(condition)} ${condition.threshold < 0 ? MINUS : ''}$${Math.abs(condition.threshold)}`;
    case 'strike_distance':
      return `A short strike of ${condition.tradeId === null ? 'any position' : whose(condition.tradeId)} within ${condition.threshold} %`;
    case 'time':
      return condition.minutesBefore === 0 ? 'At the reference time' : `${condition.minutesBefore} min before the reference time`;
  }
}

export function repeatWords({ repeat }: AlertRule): string {
  return repeat.kind === 'once' ? 'once' : `again after ${repeat.minutes} min`;
}

function side({ when }: { readonly when: 'at_or_above' | 'at_or_below' }): string {
  return when === 'at_or_above' ? 'at or above' : 'at or below';
}
