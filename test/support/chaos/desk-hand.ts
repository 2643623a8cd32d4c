import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { ChainLayout, OrderView, Ticket } from '../../../src-core/contract/schemas.ts';

/** A trader's hand on one connection: it trades SPY condors at the market. */
export class DeskHand {
  readonly #client: ContractClient;
  #layout: ChainLayout | null = null;
  #atm = Number.NaN;

  constructor(client: ContractClient) {
    this.#client = client;
  }

  /** Places one, and resolves with the order as it was acknowledged. */
  async placeCondor(): Promise<OrderView> {
    await this.#ready();
    return this.#client.call('orders.place', { ...this.ticket(), id: crypto.randomUUID() });
  }

  /** The condor around the money, as `placeCondor` saw it last. */
  ticket(): Ticket {
    const strikes = [...new Set(this.#layout?.contracts.map(({ strike }) => strike))].toSorted((left, right) => left - right);
    const money = strikes.indexOf(this.#atm);
    const leg = (right: 'call' | 'put', rungs: number, side: 'buy' | 'sell') => {
      const contract = this.#layout?.contracts.find((candidate) => candidate.right === right && candidate.strike === strikes[money + rungs]);
      if (contract === undefined) throw new Error(`the chain has no ${right} ${rungs} strikes from the money`);
      return { symbol: contract.symbol, side, ratio: 1 };
    };
    return {
      underlying: 'SPY',
      legs: [leg('put', -4, 'buy'), leg('put', -2, 'sell'), leg('call', 2, 'sell'), leg('call', 4, 'buy')],
      quantity: 1,
      terms: { type: 'market' },
      timeInForce: 'DAY',
    };
  }

  async #ready(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (this.#layout !== null && !Number.isNaN(this.#atm)) resolve();
      };
      this.#client.subscribe('chain', { underlying: 'SPY' }, {
        next: (layout) => {
          this.#layout = layout;
          check();
        },
        error: reject,
      });
      this.#client.subscribe('market', {}, {
        next: ({ tickers }) => {
          this.#atm = tickers.find(({ ticker }) => ticker === 'SPY')?.chain?.atmStrike ?? this.#atm;
          check();
        },
        error: reject,
      });
    });
  }
}
