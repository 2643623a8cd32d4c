import { useEffect, useState } from 'react';
import type { ScenarioGrid } from '../../../src-core/risk/measures.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import type { Scope } from './scenario-words.ts';

/** Milliseconds from one answer to the next question. */
const EVERY = 3_000;

export interface ReadScenarios {
  /** The newest of the scope; null before the first. */
  readonly grid: ScenarioGrid | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

/** A hook: a scope's scenario grid, reckoned anew every few seconds while `asks`. What was read last stays. */
export function useScenarios(scope: Scope, asks: boolean): ReadScenarios {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<ReadScenarios>({ grid: null, failure: null });
  useEffect(() => {
    if (!asks || !isConnected) return undefined;
    const question = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      if (document.visibilityState === 'hidden') {
        timer = setTimeout(ask, EVERY);
        return;
      }
      core
        .call('risk.scenarios', { scope }, { signal: question.signal })
        .then(
          (grid) => setRead({ grid, failure: null }),
          (error: unknown) => {
            if (!question.signal.aborted) setRead((before) => ({ ...before, failure: error instanceof Error ? error.message : String(error) }));
          },
        )
        .finally(() => {
          if (!question.signal.aborted) timer = setTimeout(ask, EVERY);
        });
    };
    ask();
    return () => {
      question.abort();
      clearTimeout(timer);
    };
  }, [core, isConnected, asks, scope]);
  return { grid: read.grid?.scope === scope ? read.grid : null, failure: read.failure };
}
