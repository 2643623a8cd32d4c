import { useEffect, useState } from 'react';
import type { CorrelationHistory } from '../../../src-core/contract/signals.ts';
import type { CorrelationPair } from '../../../src-core/signals/market-state.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

export interface ReadCorrelations {
  /** null before the first answer. */
  readonly history: CorrelationHistory | null;
  readonly failure: string | null;
}

const NOTHING: ReadCorrelations = { history: null, failure: null };

/** A hook: a pair's correlation of the last days, read once a choice; null for none. */
export function useCorrelations(pair: CorrelationPair, range: '5d' | '30d' | null): ReadCorrelations {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState(NOTHING);
  useEffect(() => {
    setRead(NOTHING);
    if (range === null || !isConnected) return undefined;
    const question = new AbortController();
    core.call('market.correlations', { pair, range }, { signal: question.signal }).then(
      (history) => setRead({ history, failure: null }),
      (error: unknown) => {
        if (!question.signal.aborted) setRead({ history: null, failure: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => question.abort();
  }, [core, isConnected, pair, range]);
  return read;
}
