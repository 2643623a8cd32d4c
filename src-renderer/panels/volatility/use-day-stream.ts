import { useCallback, useEffect, useState } from 'react';
import type { StreamHandlers } from '../../../src-core/contract/client.ts';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { GammaView, VolatilityView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';
import { type TradingEnd, useTradingEnd } from '../../workspace/trading-end.ts';

export interface DayReading<View> {
  readonly view: View | null;
  /** Why the stream was interrupted. */
  readonly failure: ContractFailure | null;
  readonly isDisconnected: boolean;
  /** What is shown is of an earlier moment, or the chain's quotes are. */
  readonly isStale: boolean;
  readonly end: TradingEnd | null;
}

/** A hook: the volatility of one underlying, read while `visible`; what was read last stays, and is told to be of an earlier moment. */
export function useVolatility(underlying: Underlying, visible: boolean): DayReading<VolatilityView> {
  const core = useCore();
  const subscribe = useCallback((handlers: StreamHandlers<VolatilityView>) => subscribeLastingly(core, 'volatility', { underlying }, handlers), [core, underlying]);
  return useDayStream(subscribe, underlying, visible);
}

/** A hook: the gamma exposure of one underlying, likewise. */
export function useGamma(underlying: Underlying, visible: boolean): DayReading<GammaView> {
  const core = useCore();
  const subscribe = useCallback((handlers: StreamHandlers<GammaView>) => subscribeLastingly(core, 'gamma', { underlying }, handlers), [core, underlying]);
  return useDayStream(subscribe, underlying, visible);
}

function useDayStream<View>(subscribe: (handlers: StreamHandlers<View>) => () => void, underlying: Underlying, visible: boolean): DayReading<View> {
  const connection = useConnection();
  const end = useTradingEnd();
  const isMarketStale = useStreamPart('market', (market) => market?.tickers.find(({ ticker }) => ticker === underlying)?.stale === true);
  const [read, setRead] = useState<{ readonly of: Underlying; readonly view: View } | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => {
    if (!visible) return undefined;
    return subscribe({
      next(view) {
        setRead({ of: underlying, view });
        setFailure(null);
      },
      error: setFailure,
    });
  }, [subscribe, underlying, visible]);
  const isDisconnected = connection === 'disconnected';
  return {
    view: read?.of === underlying ? read.view : null,
    failure,
    isDisconnected,
    isStale: isDisconnected || failure !== null || isMarketStale || end !== null,
    end,
  };
}
