import { useCallback, useEffect, useState } from 'react';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useCore, useStream } from '../../connection/core.tsx';
import { useAnswer } from '../../connection/use-answer.ts';

/** What is last seen moves without a sign: asked again after so many milliseconds. */
const AGAIN_AFTER = 15_000;

export interface Listing<T> {
  /** null before the first. */
  readonly value: T | null;
  /** Why the newest question was not answered. */
  readonly failure: string | null;
  again(): void;
  /** Takes what an act answered. */
  heard(value: T): void;
}

/** A hook: one of the lists of access, asked anew with each sign that something has changed, and now and then while it is in sight. `ask` stays the same. */
export function useListing<T>(ask: (core: ContractClient, signal: AbortSignal) => Promise<T>, isVisible: boolean): Listing<T> {
  const core = useCore();
  const access = useStream('access');
  const [newest, setNewest] = useState<{ readonly of: T | null; readonly value: T } | null>(null);
  const question = useCallback((signal: AbortSignal) => ask(core, signal), [ask, core]);
  const { value, failure, again } = useAnswer(isVisible ? question : null);
  useEffect(() => {
    if (access !== null) again();
  }, [access, again]);
  useEffect(() => {
    if (!isVisible) return undefined;
    const timer = setInterval(again, AGAIN_AFTER);
    return () => clearInterval(timer);
  }, [isVisible, again]);
  return {
    // What an act answered stands until the list was asked again.
    value: newest !== null && newest.of === value ? newest.value : value,
    failure,
    again,
    heard: (heard) => setNewest({ of: value, value: heard }),
  };
}
