import { useEffect, useState } from 'react';
import type { FlattenPlan } from '../../../src-core/contract/risk.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

/** Milliseconds from one answer to the next question. */
const EVERY = 2_000;

export interface ReadPlan {
  readonly plan: FlattenPlan | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

/** A hook: what flattening everything would do and cost, from `first` on, asked anew while `asks`. */
export function useFlattenPlan(first: FlattenPlan | null, asks: boolean): ReadPlan {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<ReadPlan>({ plan: first, failure: null });
  useEffect(() => {
    if (!asks || !isConnected) return undefined;
    const question = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      core
        .call('risk.flattenPlan', {}, { signal: question.signal })
        .then(
          (plan) => setRead({ plan, failure: null }),
          (error: unknown) => {
            if (!question.signal.aborted) setRead((before) => ({ ...before, failure: error instanceof Error ? error.message : String(error) }));
          },
        )
        .finally(() => {
          if (!question.signal.aborted) timer = setTimeout(ask, EVERY);
        });
    };
    if (first === null) ask();
    else timer = setTimeout(ask, EVERY);
    return () => {
      question.abort();
      clearTimeout(timer);
    };
  }, [core, isConnected, asks, first]);
  return read;
}
