import { useCallback, useEffect, useState } from 'react';
import { useConnection } from './core.tsx';

export interface Answer<T> {
  /** The newest there is; of an earlier question while `isOld`. null before the first. */
  readonly value: T | null;
  readonly isOld: boolean;
  /** Why the newest question was not answered. */
  readonly failure: string | null;
  again(): void;
}

interface Read<T> {
  readonly value: T | null;
  /** The question that `value` or `failure` answers. */
  readonly to: unknown;
  readonly failure: string | null;
}

/** Asks the core; gives up with the signal. */
export type Question<T> = (signal: AbortSignal) => Promise<T>;

/** A hook: asks each new question, and again with each new connection; null asks none. The last answer stays while another is awaited. */
export function useAnswer<T>(question: Question<T> | null): Answer<T> {
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<Read<T>>({ value: null, to: null, failure: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (question === null || !isConnected) return undefined;
    const asking = new AbortController();
    question(asking.signal).then(
      (value) => {
        if (!asking.signal.aborted) setRead({ value, to: question, failure: null });
      },
      (error: unknown) => {
        if (!asking.signal.aborted) setRead(({ value }) => ({ value, to: null, failure: error instanceof Error ? error.message : String(error) }));
      },
    );
    return () => asking.abort();
  }, [question, isConnected, attempt]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { value: read.value, isOld: question !== null && read.to !== question, failure: read.failure, again };
}
