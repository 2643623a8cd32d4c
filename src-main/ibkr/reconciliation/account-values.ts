import { fromDollars, type Money } from '../../../src-core/money.ts';
import type { AccountValueRecord } from '../broker-records.ts';

/** What is asked of the account: totals in its own currency, and the lines of every currency. */
export const VALUE_NAMES = ['NetLiquidation', 'TotalCashValue', 'BuyingPower', 'AvailableFunds', 'ExcessLiquidity', 'InitMarginReq', 'MaintMarginReq', 'GrossPositionValue', '$LEDGER:ALL'] as const;

/** Lines of each currency that are shown. */
const CURRENCY_LINES = ['TotalCashBalance', 'ExchangeRate'];
/** The sum of all currencies, in the account's own. */
const BASE = 'BASE';
const DOLLARS = 'USD';

/** Dollars, as the broker has them. null where it says nothing. */
export interface AccountBalances {
  readonly buyingPower: Money | null;
  readonly netLiquidation: Money | null;
  readonly totalCash: Money | null;
}

/** The account's values by the names the broker has for them; the newest of each. */
export class AccountValues {
  readonly #values = new Map<string, AccountValueRecord>();

  constructor(records: readonly AccountValueRecord[] = []) {
    for (const record of records) this.take(record);
  }

  take(record: AccountValueRecord): void {
    this.#values.set(`${record.name} ${record.currency}`, record);
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  /** The account's own currency; null while it is not known. */
  get currency(): string | null {
    const total = this.#named('NetLiquidation').find(({ currency }) => currency !== '' && currency !== BASE);
    return total?.currency ?? null;
  }

  /** Dollars for one unit of a currency; null while that is not known. */
  rateOf(currency: string): number | null {
    if (currency === DOLLARS) return 1;
    const [unit, dollar] = [this.#rate(currency), this.#rate(DOLLARS)];
    return unit === null || dollar === null || dollar === 0 ? null : unit / dollar;
  }

  /** Cash in a currency, units of it; null where the broker names none. */
  cash(currency: string): number | null {
    const line = this.#named('TotalCashBalance').find((value) => value.currency === currency) ?? this.#named('CashBalance').find((value) => value.currency === currency);
    if (line !== undefined) return numberOf(line);
    // Without lines by currency the total is of the account's own.
    const total = this.#named('TotalCashBalance').length === 0 && this.currency === currency ? this.#named('TotalCashValue')[0] : undefined;
    return total === undefined ? null : numberOf(total);
  }

  /** Currencies other than the dollar that there is cash in. */
  otherCash(): readonly { readonly currency: string; readonly amount: number }[] {
    return this.#named('TotalCashBalance').flatMap((value) => {
      const amount = numberOf(value);
      return value.currency === DOLLARS || value.currency === BASE || value.currency === '' || amount === null || amount === 0 ? [] : [{ currency: value.currency, amount }];
    });
  }

  /** What is shown, in the order of the names. */
  shown(): readonly { readonly name: string; readonly amount: number; readonly currency: string }[] {
    return [...VALUE_NAMES, ...CURRENCY_LINES].flatMap((name) =>
      this.#named(name).flatMap((value) => {
        const amount = numberOf(value);
        return amount === null || value.currency === BASE ? [] : [{ name, amount, currency: value.currency }];
      }),
    );
  }

  /** The account's totals in dollars; null before the broker said any. */
  balances(): AccountBalances | null {
    if (this.isEmpty) return null;
    return { buyingPower: this.#dollars('BuyingPower'), netLiquidation: this.#dollars('NetLiquidation'), totalCash: this.#dollars('TotalCashValue') };
  }

  #dollars(name: string): Money | null {
    const [value] = this.#named(name);
    const amount = value === undefined ? null : numberOf(value);
    const rate = value === undefined ? null : this.rateOf(value.currency);
    return amount === null || rate === null ? null : fromDollars(amount * rate);
  }

  #rate(currency: string): number | null {
    const line = this.#named('ExchangeRate').find((value) => value.currency === currency);
    if (line !== undefined) return numberOf(line);
    return currency === this.currency ? 1 : null;
  }

  #named(name: string): readonly AccountValueRecord[] {
    return [...this.#values.values()].filter((value) => value.name === name);
  }
}

function numberOf({ value }: AccountValueRecord): number | null {
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) || Math.abs(number) > 1e12 ? null : number;
}
