import { useEffect, useMemo, useState } from 'react';
import type { SignalView } from '../../../src-core/contract/signals.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { QUOTE_STATUSES } from '../../../src-core/market/chain.ts';
import { isTradable } from '../../../src-core/market/quote-status.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { netOf } from '../../../src-core/orders/net-price.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { ChainBook, fieldOffset } from '../../connection/chain-frames.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';

/** Prices of signals are compared, not traded on: a frame a second is enough, and the core merges what comes in between. */
const INTERVAL_MS = 1_000;

type Priced = Pick<SignalView, 'id' | 'underlying' | 'legs'>;

/** A hook: what the packages of signals cost now across the spread, net debits per share by the signal's id; null without a usable quote. */
export function usePackageNets(signals: readonly Priced[], visible: boolean): ReadonlyMap<string, Money | null> {
  const core = useCore();
  const [books, setBooks] = useState<ReadonlyMap<Underlying, { readonly book: ChainBook }>>(new Map());
  const wanted = visible ? [...new Set(signals.map(({ underlying }) => underlying))].sort().join(' ') : '';
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stops = wanted.split(' ').map((name) => {
      const underlying = signals.find((signal) => signal.underlying === name)?.underlying;
      if (underlying === undefined) return () => undefined;
      let book: ChainBook | null = null;
      return subscribeLastingly(core, 'chain', { underlying }, {
        next: (layout) => {
          book = new ChainBook(layout, book ?? undefined);
        },
        frame: (frame, acknowledge) => {
          const filled = book;
          if (filled?.apply(frame) === true) setBooks((before) => new Map([...before, [underlying, { book: filled }]]));
          const timer = setTimeout(() => {
            timers.delete(timer);
            acknowledge();
          }, INTERVAL_MS);
          timers.add(timer);
        },
      });
    });
    return () => {
      for (const stop of stops) stop();
      for (const timer of timers) clearTimeout(timer);
      setBooks(new Map());
    };
    // The signals themselves change more often than the chains they are of.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [core, wanted]);
  return useMemo(
    () =>
      new Map(
        signals.map(({ id, underlying, legs }) => {
          const held = books.get(underlying);
          return [id, held === undefined ? null : naturalNet(held.book, legs)] as const;
        }),
      ),
    [signals, books],
  );
}

const BID = fieldOffset('bid');
const ASK = fieldOffset('ask');
const STATUS = fieldOffset('status');

/** What the legs cost across the spread; null where one has no usable quote. */
export function naturalNet(book: ChainBook, legs: readonly OrderLeg[]): Money | null {
  const rows = new Map(legs.map((leg) => [leg.symbol, book.layout.contracts.findIndex((contract) => contract.symbol === leg.symbol)]));
  const isQuoted = legs.every(({ symbol, side }) => {
    const row = rows.get(symbol) ?? -1;
    const status = QUOTE_STATUSES[book.value(row, STATUS)];
    return row !== -1 && status !== undefined && isTradable(status) && book.value(row, side === 'buy' ? ASK : BID) > 0;
  });
  return isQuoted ? netOf(legs, ({ symbol, side }) => fromDollars(book.value(rows.get(symbol) ?? -1, side === 'buy' ? ASK : BID))) : null;
}
