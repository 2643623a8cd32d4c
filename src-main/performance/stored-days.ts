import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import { type Money, money } from '../../src-core/money.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { KeptAccount, PerformanceJournal } from './performance-journal.ts';

/** An account's days as the workstation that trades it keeps them. */
export class StoredDays {
  readonly #journal: PerformanceJournal;
  readonly #account: KeptAccount;
  #rows: readonly DailyResult[] = [];
  #deposits: readonly { readonly date: IsoDate; readonly amount: Money }[] = [];

  constructor(journal: PerformanceJournal, account: KeptAccount) {
    this.#journal = journal;
    this.#account = account;
  }

  async load(): Promise<void> {
    this.#rows = await this.#journal.days(this.#account.id);
    this.#deposits = (await this.#journal.deposits(this.#account.id)).map(({ time, amount }) => ({ date: dateInNewYork(time), amount }));
  }

  rows(): readonly DailyResult[] {
    return this.#rows;
  }

  /** The newest day, where it is not settled. */
  today(): readonly DailyResult[] {
    const last = this.#rows.at(-1)?.date;
    return this.#rows.filter(({ date, state }) => date === last && state === 'open');
  }

  capitalBy(date: IsoDate): Money {
    return money(this.#deposits.reduce((sum, deposit) => sum + (deposit.date <= date ? deposit.amount : 0), 0));
  }
}
