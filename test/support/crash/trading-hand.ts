import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { ChainLayout, OrderView } from '../../../src-core/contract/schemas.ts';
import { CENT, type Money, money } from '../../../src-core/money.ts';
import type { OrderLeg, OrderTerms, TimeInForce } from '../../../src-core/orders/order.ts';
import type { SeededRandom } from '../../../src-main/market-data/random.ts';
import type { Placement, Told } from './told.ts';

const UNDERLYING = 'SPY';
const TIMES: readonly TimeInForce[] = ['DAY', 'DAY', 'DAY', 'GTC', 'IOC', 'FOK'];
/** Legs as steps of the strike ladder from the money: what a desk trades in a day. */
const SHAPES: readonly (readonly (readonly [right: 'call' | 'put', rungs: number, side: 'buy' | 'sell'])[])[] = [
  [['call', 2, 'buy']],
  [['put', -2, 'buy']],
  [['put', -4, 'buy']],
  [['call', 2, 'buy'], ['call', 3, 'sell']],
  [['put', -2, 'sell'], ['put', -3, 'buy']],
  [['put', -4, 'buy'], ['put', -3, 'sell'], ['call', 3, 'sell'], ['call', 4, 'buy']],
];

/** What a hand needs of a connection. */
export type HandClient = Pick<ContractClient, 'call' | 'subscribe'>;

/** A connection that never stops trading: it places, changes and cancels at random until its core is gone. */
export class TradingHand {
  readonly #client: HandClient;
  readonly #random: SeededRandom;
  readonly #told: Told;
  readonly #heard: () => void;
  readonly #working = new Map<string, OrderView>();
  /** Of each order heard of. */
  readonly #trades = new Map<string, string>();
  #layout: ChainLayout | null = null;
  #atm: number | null = null;

  /** `heard` is called after each answer and each value of the orders stream, once `told` has it. */
  constructor(client: HandClient, random: SeededRandom, told: Told, heard: () => void) {
    this.#client = client;
    this.#random = random;
    this.#told = told;
    this.#heard = heard;
  }

  /** Resolves once the chain and its money are known. */
  async ready(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (this.#layout !== null && this.#atm !== null) resolve();
      };
      this.#client.subscribe('chain', { underlying: UNDERLYING }, {
        next: (layout) => {
          this.#layout = layout;
          check();
        },
        error: reject,
      });
      this.#client.subscribe('market', {}, {
        next: (market) => {
          this.#atm = market.tickers.find(({ ticker }) => ticker === UNDERLYING)?.chain?.atmStrike ?? this.#atm;
          check();
        },
        error: reject,
      });
      this.#client.subscribe('orders', {}, {
        next: (orders) => {
          for (const order of orders) this.#hear(order);
          this.#heard();
        },
      });
    });
  }

  /** Trades until the connection is lost. Rejects on any refusal that an honest script cannot meet. */
  async trade(): Promise<void> {
    for (;;) {
      try {
        const dice = this.#random.uniform();
        if (dice < 0.6) await this.#place();
        else if (dice < 0.8) await this.#change();
        else if (dice < 0.95) await this.#cancel();
        else await this.#close();
        this.#heard();
      } catch (error) {
        if (!(error instanceof ContractFailure)) throw error;
        if (error.code === 'unavailable' && /connection/.test(error.message)) return;
        // The market may be faster: an order is over, or filled beyond a new quantity; a trade is closed, or has no price.
        const isRace = ['conflict', 'denied', 'not_found', 'unavailable'].includes(error.code) || error.field === 'quantity';
        if (!isRace) throw error;
        this.#heard();
      }
    }
  }

  async #place(): Promise<void> {
    const legs = this.#legs();
    const ticket = { underlying: UNDERLYING, legs, quantity: 1 + this.#below(3), terms: { type: 'market' }, timeInForce: 'DAY' } as const;
    const { natural, mid } = await this.#client.call('orders.preview', ticket);
    const terms = this.#terms(natural ?? mid);
    const placement: Placement = { ...ticket, id: crypto.randomUUID(), terms, timeInForce: terms.type === 'stop_limit' ? 'DAY' : this.#pick(TIMES) };
    this.#told.unanswered.set(placement.id, placement);
    try {
      this.#hear(await this.#client.call('orders.place', placement));
    } catch (error) {
      if (error instanceof ContractFailure && error.code !== 'unavailable') {
        this.#told.unanswered.delete(placement.id);
        if (error.code === 'denied') this.#told.denied.add(placement.id);
      }
      throw error;
    }
  }

  async #change(): Promise<void> {
    const order = this.#someWorking();
    if (order === null || order.terms.type !== 'limit') return this.#place();
    const terms: OrderTerms = { type: 'limit', limit: money(order.terms.limit + (this.#below(7) - 3) * CENT) };
    this.#hear(await this.#client.call('orders.change', { id: order.id, terms, quantity: Math.max(1, order.filledQuantity) + this.#below(3) }));
  }

  async #cancel(): Promise<void> {
    const order = this.#someWorking();
    if (order === null) return this.#place();
    this.#hear(await this.#client.call('orders.cancel', { id: order.id }));
  }

  async #close(): Promise<void> {
    if (this.#random.uniform() < 0.2) {
      await this.#client.call('orders.cancelAll', {});
      return;
    }
    if (this.#trades.size === 0) return this.#place();
    const tradeId = this.#pick([...this.#trades.values()]);
    this.#hear(await this.#client.call('positions.close', { id: crypto.randomUUID(), tradeId, at: 'natural' }));
  }

  #hear(order: OrderView): void {
    this.#told.hear(order);
    this.#trades.set(order.id, order.tradeId);
    if (order.open) this.#working.set(order.id, order);
    else this.#working.delete(order.id);
  }

  #legs(): OrderLeg[] {
    const layout = this.#layout;
    const strikes = [...new Set(layout?.contracts.map(({ strike }) => strike))].toSorted((left, right) => left - right);
    const money = strikes.indexOf(this.#atm ?? Number.NaN);
    return this.#pick(SHAPES).map(([right, rungs, side]) => {
      const contract = layout?.contracts.find((candidate) => candidate.right === right && candidate.strike === strikes[money + rungs]);
      if (contract === undefined) throw new Error(`the chain has no ${right} ${rungs} strikes from the money`);
      return { symbol: contract.symbol, side, ratio: 1 };
    });
  }

  /** At the market, near it, or far from it. */
  #terms(natural: Money | null): OrderTerms {
    const dice = this.#random.uniform();
    if (natural === null || dice < 0.15) return { type: 'market' };
    const ticks = dice < 0.5 ? this.#below(3) : dice < 0.8 ? -this.#below(4) : -10 - this.#below(20);
    const limit = money(Math.round(natural / CENT + ticks) * CENT);
    return dice < 0.95 ? { type: 'limit', limit } : { type: 'stop_limit', stop: limit, limit };
  }

  #someWorking(): OrderView | null {
    const orders = [...this.#working.values()];
    return orders.length === 0 ? null : this.#pick(orders);
  }

  #below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new RangeError('there is nothing to pick from');
    return value;
  }
}
