import { useEffect, useState } from 'react';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/contract/operations.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

export interface Answer<T> {
  /** null before the first answer; what was answered last stays when a later question fails. */
  readonly value: T | null;
  readonly failure: string | null;
}

/** A hook: the answer to a question, asked anew when its words change and every `again` milliseconds; null asks nothing. */
export function useAnswer<Name extends OperationName>(name: Name, input: InputOf<Name> | null, again: number): Answer<OutputOf<Name>> {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<{ readonly asked: string; readonly answer: Answer<OutputOf<Name>> }>({ asked: '', answer: { value: null, failure: null } });
  const asked = input === null ? '' : JSON.stringify(input);
  useEffect(() => {
    if (input === null || !isConnected) return undefined;
    const question = new AbortController();
    const ask = (): void => {
      core.call(name, input, { signal: question.signal }).then(
        (value) => setRead({ asked, answer: { value, failure: null } }),
        (error: unknown) => {
          const failure = error instanceof Error ? error.message : String(error);
          if (!question.signal.aborted) setRead((before) => ({ asked, answer: { value: before.asked === asked ? before.answer.value : null, failure } }));
        },
      );
    };
    ask();
    const timer = setInterval(ask, again);
    return () => {
      clearInterval(timer);
      question.abort();
    };
    // The question is the same while its words are.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [core, isConnected, name, asked, again]);
  return read.asked === asked ? read.answer : { value: null, failure: null };
}
