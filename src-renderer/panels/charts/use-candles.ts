import { useEffect, useState } from 'react';
import type { Candle, CandlesView } from '../../../src-core/contract/charts.ts';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';

export interface ReadCandles {
  readonly ticker: Ticker;
  /** Minutes of the session, oldest first; null before the first value. */
  readonly candles: readonly Candle[] | null;
  readonly failure: ContractFailure | null;
}

/** What is known after a value: a running minute is replaced, a new one added. */
export function mergeCandles(known: readonly Candle[], { candles, fresh }: CandlesView): readonly Candle[] {
  const first = candles[0];
  if (fresh || first === undefined) return fresh ? candles : known;
  const kept = known.findLastIndex(({ time }) => time < first.time) + 1;
  return [...known.slice(0, kept), ...candles];
}

/** A hook: a ticker's minutes of the session, read while `visible`; what was read last stays. */
export function useCandles(ticker: Ticker, visible: boolean): ReadCandles {
  const core = useCore();
  const [read, setRead] = useState<ReadCandles>({ ticker, candles: null, failure: null });
  useEffect(() => {
    if (!visible) return undefined;
    return subscribeLastingly(core, 'candles', { ticker }, {
      next: (value) =>
        setRead((before) => ({ ticker, candles: mergeCandles(before.ticker === ticker ? (before.candles ?? []) : [], value), failure: null })),
      error: (failure) => setRead((before) => ({ ...before, failure })),
    });
  }, [core, ticker, visible]);
  return read.ticker === ticker ? read : { ticker, candles: null, failure: null };
}
