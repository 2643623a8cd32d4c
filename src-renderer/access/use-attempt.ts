import { useState } from 'react';
import { type Asked, attemptWords } from './access-words.ts';

export interface Attempt {
  readonly isUnderWay: boolean;
  /** Why the last one came to nothing; null before one, and where the core counts down instead. */
  readonly failure: string | null;
  /** How many came to nothing, so that what is said again is told again. */
  readonly failures: number;
  /** Says what the window itself sees is wrong. */
  refuse(problem: string | null): void;
  /** True where it was done. One at a time. */
  make(call: () => Promise<unknown>): Promise<boolean>;
}

/** A hook: trying a password. What was typed is with the caller alone, and no longer than the call. */
export function useAttempt(asked: Asked): Attempt {
  const [isUnderWay, setUnderWay] = useState(false);
  const [{ failure, failures }, setFailure] = useState<{ readonly failure: string | null; readonly failures: number }>({ failure: null, failures: 0 });
  return {
    isUnderWay,
    failure,
    failures,
    refuse: (problem) => setFailure(({ failures: before }) => ({ failure: problem, failures: before + 1 })),
    make: async (call) => {
      if (isUnderWay) return false;
      setUnderWay(true);
      try {
        await call();
        setFailure({ failure: null, failures: 0 });
        return true;
      } catch (error) {
        setFailure(({ failures: before }) => ({ failure: attemptWords(asked, error), failures: before + 1 }));
        return false;
      } finally {
        setUnderWay(false);
      }
    },
  };
}
