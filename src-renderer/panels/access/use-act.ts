import { useState } from 'react';
import { isUnanswered } from '../../connection/unanswered.ts';
import { sentenceOf } from '../../access/access-words.ts';

export interface Saying {
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

export interface Act {
  readonly isUnderWay: boolean;
  /** What came of the last one. */
  readonly saying: Saying | null;
  /** Calls, and says `done` where it was done; one at a time. Resolves to whether it was. */
  run<T>(call: () => Promise<T>, done: string, take?: (answer: T) => void): Promise<boolean>;
  hush(): void;
}

/** A hook: something a person does in the panel, and what came of it. */
export function useAct(): Act {
  const [isUnderWay, setUnderWay] = useState(false);
  const [saying, setSaying] = useState<Saying | null>(null);
  return {
    isUnderWay,
    saying,
    hush: () => setSaying(null),
    run: async (call, done, take) => {
      if (isUnderWay) return false;
      setUnderWay(true);
      setSaying(null);
      try {
        const answer = await call();
        take?.(answer);
        setSaying({ kind: 'done', text: done });
        return true;
      } catch (error) {
        const text = error instanceof Error ? sentenceOf(error.message) : 'It did not work.';
        setSaying({ kind: 'failed', text: isUnanswered(error) ? `No answer: ${text} It may have been done.` : text });
        return false;
      } finally {
        setUnderWay(false);
      }
    },
  };
}
