import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Chain } from '../../src-core/market/chain.ts';
import type { DirtyRows } from '../market-data/dirty-rows.ts';
import type { Market } from '../market-data/market.ts';
import type { OptionField } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import { type Change, chainParts } from './change-message.ts';

/** Puts the rows of one chain that changed into the real-time store. */
export class PublishedChain {
  readonly #market: Market;
  readonly #underlying: Underlying;
  readonly #dirty: DirtyRows;
  #rows = new Uint16Array(0);

  constructor(market: Market, underlying: Underlying) {
    this.#market = market;
    this.#underlying = underlying;
    this.#dirty = market.watch(underlying);
  }

  /** All of it once more with the next `publish`: what does not change must not end either. */
  again(): void {
    this.#dirty.markAll();
  }

  publish(store: RealtimeStore, changes: Change[]): void {
    const chain = this.#market.chain(this.#underlying);
    if (chain === null || this.#dirty.size === 0) return;
    if (this.#rows.length < chain.count) this.#rows = new Uint16Array(chain.strike.length);
    const count = this.#dirty.take(chain.count, this.#rows);
    const calls: Record<string, OptionField> = {};
    const puts: Record<string, OptionField> = {};
    for (let index = 0; index < count; index += 1) {
      const row = this.#rows[index] ?? 0;
      const side = chain.isCall[row] === 1 ? calls : puts;
      side[String(chain.strike[row])] = optionField(chain, row);
    }
    for (const [side, fields] of [['calls', calls], ['puts', puts]] as const) {
      if (Object.keys(fields).length === 0) continue;
      const parts = chainParts(this.#underlying, chain.expiry, side);
      store.setFields('options', parts, fields);
      changes.push(['options', parts]);
    }
  }

  close(): void {
    this.#dirty.close();
  }
}

function optionField(chain: Chain, row: number): OptionField {
  const { columns, quoteTime } = chain;
  const at = (column: Float64Array): number | null => figure(column[row] ?? Number.NaN);
  return {
    bid: at(columns.bid),
    ask: at(columns.ask),
    iv: at(columns.iv),
    delta: at(columns.delta),
    bid_size: at(columns.bidSize),
    ask_size: at(columns.askSize),
    last: at(columns.last),
    volume: at(columns.volume),
    open_interest: at(columns.openInterest),
    // 0 before its first quote.
    timestamp: at(quoteTime) ?? 0,
  };
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
