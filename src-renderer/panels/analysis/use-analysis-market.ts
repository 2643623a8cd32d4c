import { useEffect, useState } from 'react';
import { AnalysisMarket } from '../../../src-core/analysis/analysis-market.ts';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';

export interface ReadMarket {
  /** Null before the first. */
  readonly market: AnalysisMarket | null;
  /** Why the stream was interrupted. */
  readonly failure: ContractFailure | null;
}

/** A hook: the newest market of an underlying, read while `visible`; what was read last stays. */
export function useAnalysisMarket(underlying: Underlying, visible: boolean): ReadMarket {
  const core = useCore();
  const [market, setMarket] = useState<AnalysisMarket | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => {
    if (!visible) return undefined;
    return subscribeLastingly(core, 'analysis', { underlying }, {
      next(view) {
        setMarket(new AnalysisMarket(view));
        setFailure(null);
      },
      error: setFailure,
    });
  }, [core, underlying, visible]);
  return { market: market?.view.underlying === underlying ? market : null, failure };
}
