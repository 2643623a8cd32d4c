import type { Difference } from '../../../src-core/contract/broker.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { ExpiryOutcome } from '../../../src-core/ledger/expiry.ts';
import type { UnexplainedUnits } from '../../../src-core/ledger/taken-over.ts';
import { formatMoney, type Money } from '../../../src-core/money.ts';
import type { IsoDate } from '../../../src-core/time.ts';

/** What is booked to settle a difference. */
export type Remedy =
  | { readonly kind: 'expiry'; readonly expiry: IsoDate; readonly outcomes: readonly ExpiryOutcome[] }
  | { readonly kind: 'take_over'; readonly unexplained: UnexplainedUnits }
  | { readonly kind: 'adjust_cash'; readonly amount: Money }
  | { readonly kind: 'open'; readonly cash: Money };

/** A difference, and what settles it: at once where it is settled by a rule, or when a person takes it over. null where nothing is to be booked. */
export interface Finding {
  readonly difference: Difference;
  readonly remedy: Remedy | null;
}

/** Units of each instrument that is modelled, as the broker has them. */
export type BrokerUnits = ReadonlyMap<InstrumentSymbol, { readonly units: number; /** Dollars per share. */ readonly price: Money }>;

/** "long 2", "short 100", "nothing". */
export function unitsText(units: number): string {
  return units === 0 ? 'nothing' : `${units > 0 ? 'long' : 'short'} ${Math.abs(units).toLocaleString('en-US')}`;
}

/** "1,234.50 dollars". */
export function dollarsText(amount: Money): string {
  const [whole = '', fraction = ''] = formatMoney(amount).split('.');
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction} dollars`;
}
