import { FRAME_FIELDS, FRAME_ROWS, newFrame } from '../../src-core/contract/frame.ts';
import type { Tap } from '../../src-core/contract/host.ts';
import type { ChainLayout } from '../../src-core/contract/schemas.ts';
import { symbolOf, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Chain } from '../../src-core/market/chain.ts';
import { fromDollars } from '../../src-core/money.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { Signal } from './stream-taps.ts';

/** One window's stream of a chain: the layout first and whenever rows were added, then frames of the rows that changed. */
export function chainTap(market: Market, clock: Clock, underlying: Underlying, beat: Signal, subscription: number, notify: () => void): Tap {
  const dirty = market.watch(underlying);
  const rows = new Uint16Array(FRAME_ROWS);
  let layoutSent = 0;
  let seq = 0;
  const off = beat.on(() => {
    if (dirty.size > 0 || dirty.layoutVersion !== layoutSent) notify();
  });
  return {
    take() {
      const chain = market.chain(underlying);
      if (chain === null) return null;
      if (chain.layoutVersion !== layoutSent) {
        layoutSent = chain.layoutVersion;
        return { kind: 'value', value: layoutOf(chain, market.clock.label) };
      }
      const count = dirty.take(FRAME_ROWS, rows);
      if (count === 0) return null;
      seq += 1;
      const frame = newFrame(subscription, seq, clock.now(), chain.layoutVersion, count);
      frame.dirty.set(rows.subarray(0, count));
      FRAME_FIELDS.forEach((field, column) => {
        const values = field === 'status' ? chain.status : chain.columns[field];
        for (let index = 0; index < count; index += 1) {
          frame.values[index * FRAME_FIELDS.length + column] = values[rows[index] ?? 0] ?? Number.NaN;
        }
      });
      return { kind: 'frame', buffer: frame.buffer };
    },
    close() {
      off();
      dirty.close();
    },
  };
}

function layoutOf(chain: Chain, clockLabel: string): ChainLayout {
  const { underlying, expiry, layoutVersion, count } = chain;
  return {
    underlying,
    expiry,
    layoutVersion,
    clockLabel,
    contracts: Array.from({ length: count }, (_, row) => {
      const strike = chain.strike[row] ?? Number.NaN;
      const right = chain.isCall[row] === 1 ? 'call' : 'put';
      return { symbol: symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(strike) }), strike, right };
    }),
  };
}
