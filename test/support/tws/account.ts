import type { AccountValueRecord, PositionRecord } from '../../../src-main/ibkr/broker-records.ts';
import { fromDollars, toDollars } from '../../../src-core/money.ts';
import { type ContractBook, type ModelContract, plain } from './contracts.ts';
import { marginOf } from './margin.ts';

export interface ModelAccountOptions {
  readonly id: string;
  readonly baseCurrency: 'USD' | 'EUR';
  /** Dollars, and euros where the base is EUR. */
  readonly cash: Readonly<Partial<Record<'USD' | 'EUR', number>>>;
  /** What a dollar is worth in the base currency: 1 for USD. */
  readonly exchangeRate: number;
}

/** What most tests want: a paper account in dollars. */
export const PAPER_ACCOUNT: ModelAccountOptions = { id: 'DU1234567', baseCurrency: 'USD', cash: { USD: 100_000 }, exchangeRate: 1 };
/** Dollars are traded, the account is kept in euros. */
export const EURO_ACCOUNT: ModelAccountOptions = { id: 'DU7654321', baseCurrency: 'EUR', cash: { EUR: 50_000, USD: 20_000 }, exchangeRate: 0.92 };

interface Holding {
  readonly contract: ModelContract;
  quantity: number;
  /** Ten-thousandths of a dollar in all, signed as the quantity. */
  cost: number;
}

/** The positions and the money of one account at the broker. Amounts inside are whole ten-thousandths. */
export class ModelAccount {
  readonly id: string;
  readonly options: ModelAccountOptions;
  readonly #book: ContractBook;
  readonly #holdings = new Map<number, Holding>();
  readonly #cash = new Map<string, number>();
  #realised = 0;

  constructor(options: ModelAccountOptions, book: ContractBook) {
    this.id = options.id;
    this.options = options;
    this.#book = book;
    this.#cash.set('USD', fromDollars(options.cash.USD ?? 0));
    if (options.baseCurrency === 'EUR') this.#cash.set('EUR', fromDollars(options.cash.EUR ?? 0));
  }

  /** Dollars of one currency. */
  cash(currency: 'USD' | 'EUR' = 'USD'): number {
    return (this.#cash.get(currency) ?? 0) / 10_000;
  }

  /** Signed units. */
  quantity(conId: number): number {
    return this.#holdings.get(conId)?.quantity ?? 0;
  }

  /**
   * Buys (units above 0) or sells at a price in dollars. The result is what that realised in dollars, before
   * commissions; null where nothing was closed.
   */
  trade(contract: ModelContract, units: number, price: number): number | null {
    const amount = units * multiplierOf(contract) * fromDollars(price);
    this.#add('USD', -amount);
    return this.#move(contract, units, amount);
  }

  /** Takes a commission in dollars. */
  charge(commission: number): void {
    this.#add('USD', -fromDollars(commission));
  }

  /** An option goes, exercised or assigned at its strike, or lapsed: no execution tells of it. */
  settleOption(contract: ModelContract, underlyingPrice: number): void {
    const held = this.quantity(contract.conId);
    if (held === 0) return;
    const inside = contract.right === 'C' ? underlyingPrice - contract.strike : contract.strike - underlyingPrice;
    this.#holdings.delete(contract.conId);
    if (inside < 0.01) return;
    const shares = this.#book.get(contract.underlyingId);
    if (shares === null) throw new RangeError(`no underlying of ${contract.localSymbol}`);
    const units = held * 100 * (contract.right === 'C' ? 1 : -1);
    const amount = units * fromDollars(contract.strike);
    this.#add('USD', -amount);
    this.#move(shares, units, amount);
  }

  /** Money that came or went for another reason: a deposit, interest, a fee. */
  moveCash(currency: 'USD' | 'EUR', amount: number): void {
    this.#add(currency, fromDollars(amount));
  }

  /** Puts something there that no execution tells of: a transfer, or what was traded before. averageCost in dollars a unit with its multiplier. */
  putPosition(contract: ModelContract, quantity: number, averageCost: number): void {
    this.#holdings.set(contract.conId, { contract, quantity, cost: quantity * fromDollars(averageCost) });
  }

  get held(): readonly { readonly contract: ModelContract; readonly quantity: number }[] {
    return [...this.#holdings.values()];
  }

  /** As TWS tells them, without an exchange. withZero: also what was closed today. */
  positions(withZero = false): readonly PositionRecord[] {
    return [...this.#holdings.values()]
      .filter(({ quantity }) => withZero || quantity !== 0)
      .map(({ contract, quantity, cost }) => ({ contract: { ...plain(contract), exchange: '' }, quantity, averageCost: quantity === 0 ? 0 : toDollars(fromDollars(cost / quantity / 10_000)) }));
  }

  position(conId: number): PositionRecord | null {
    return this.positions(true).find((position) => position.contract.conId === conId) ?? null;
  }

  /** What was closed today is forgotten. */
  endDay(): void {
    for (const [conId, { quantity }] of this.#holdings) if (quantity === 0) this.#holdings.delete(conId);
  }

  /** Margin in the base currency: the most that what is held, with what is given, could lose. */
  margin(more: readonly { readonly contract: ModelContract; readonly quantity: number }[] = [], valueOf: (contract: ModelContract) => number = () => 0): number {
    return round(marginOf([...this.held, ...more], valueOf) * this.options.exchangeRate);
  }

  /** Worth of one currency's cash and of what is held, in dollars. */
  worth(valueOf: (contract: ModelContract) => number): number {
    let worth = 0;
    for (const { contract, quantity } of this.#holdings.values()) worth += quantity * multiplierOf(contract) * valueOf(contract);
    return worth;
  }

  /** Everything the account summary can say, as TWS names it; "$LEDGER:ALL" gives the lines by currency. */
  values(names: readonly string[], valueOf: (contract: ModelContract) => number): readonly AccountValueRecord[] {
    const { baseCurrency, exchangeRate } = this.options;
    const inBase = (dollars: number): number => dollars * exchangeRate;
    const stock = this.worth(valueOf);
    const cash = inBase(this.cash('USD')) + (baseCurrency === 'EUR' ? this.cash('EUR') : 0);
    const worth = cash + inBase(stock);
    const margin = this.margin([], valueOf);
    const one = (name: string, value: number): AccountValueRecord => ({ name, value: value.toFixed(2), currency: baseCurrency });
    const known: Readonly<Record<string, AccountValueRecord>> = {
      AccountType: { name: 'AccountType', value: 'INDIVIDUAL', currency: '' },
      NetLiquidation: one('NetLiquidation', worth),
      TotalCashValue: one('TotalCashValue', cash),
      SettledCash: one('SettledCash', cash),
      EquityWithLoanValue: one('EquityWithLoanValue', worth),
      GrossPositionValue: one('GrossPositionValue', Math.abs(inBase(stock))),
      InitMarginReq: one('InitMarginReq', margin),
      MaintMarginReq: one('MaintMarginReq', margin),
      AvailableFunds: one('AvailableFunds', worth - margin),
      ExcessLiquidity: one('ExcessLiquidity', worth - margin),
      BuyingPower: one('BuyingPower', Math.max(0, worth - margin) * 4),
      DayTradesRemaining: { name: 'DayTradesRemaining', value: '-1', currency: '' },
    };
    const values: AccountValueRecord[] = [];
    for (const name of names) {
      if (name.startsWith('$LEDGER')) values.push(...this.#ledger(name.slice(8), stock, cash, worth));
      else if (known[name] !== undefined) values.push(known[name]);
    }
    return values;
  }

  #ledger(which: string, stock: number, cash: number, worth: number): readonly AccountValueRecord[] {
    const { baseCurrency, exchangeRate } = this.options;
    const lines = (currency: string, cashHere: number, stockHere: number, rate: number): readonly AccountValueRecord[] =>
      (
        [
          ['Currency', currency],
          ['CashBalance', cashHere.toFixed(4)],
          ['TotalCashBalance', cashHere.toFixed(4)],
          ['StockMarketValue', stockHere.toFixed(2)],
          ['NetLiquidationByCurrency', (cashHere + stockHere).toFixed(4)],
          ['RealizedPnL', (this.#realised / 10_000).toFixed(2)],
          ['ExchangeRate', rate.toFixed(7)],
        ] as const
      ).map(([name, value]) => ({ name, value, currency }));
    const base = lines('BASE', cash, worth - cash, 1);
    if (which === '') return base;
    const dollars = lines('USD', this.cash('USD'), stock, exchangeRate);
    if (which === 'USD') return dollars;
    const euros = baseCurrency === 'EUR' ? lines('EUR', this.cash('EUR'), 0, 1) : [];
    return which === 'ALL' ? [...base, ...euros, ...dollars] : [];
  }

  #add(currency: string, amount: number): void {
    this.#cash.set(currency, (this.#cash.get(currency) ?? 0) + amount);
  }

  /** Average cost: what is added is averaged in, what is closed goes out at the average. */
  #move(contract: ModelContract, units: number, amount: number): number | null {
    let holding = this.#holdings.get(contract.conId);
    if (holding === undefined) {
      holding = { contract, quantity: 0, cost: 0 };
      this.#holdings.set(contract.conId, holding);
    }
    const closed = Math.sign(units) === -Math.sign(holding.quantity) ? Math.min(Math.abs(units), Math.abs(holding.quantity)) : 0;
    if (closed === 0) {
      holding.quantity += units;
      holding.cost += amount;
      return null;
    }
    const price = amount / units;
    const average = holding.cost / holding.quantity;
    const direction = Math.sign(holding.quantity);
    const realised = Math.round((price - average) * closed * direction);
    this.#realised += realised;
    const left = holding.quantity + units;
    holding.cost = Math.sign(left) === direction ? average * left : price * left;
    holding.quantity = left;
    return realised / 10_000;
  }
}

export function multiplierOf(contract: ModelContract): number {
  return contract.secType === 'OPT' ? 100 : 1;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
