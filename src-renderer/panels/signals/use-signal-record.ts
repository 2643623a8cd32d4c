import { useEffect, useState } from 'react';
import type { SignalRecord } from '../../../src-core/signals/signal.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

export interface ReadRecord {
  readonly record: SignalRecord | null;
  readonly failure: string | null;
}

const NOTHING: ReadRecord = { record: null, failure: null };

/** A hook: all that a signal was made from, read once as nothing in it changes; what is shown of another signal goes at once. */
export function useSignalRecord(id: string | null): ReadRecord {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<ReadRecord>(NOTHING);
  useEffect(() => {
    setRead((before) => (before.record?.signal.id === id ? before : NOTHING));
    if (id === null || !isConnected) return undefined;
    const question = new AbortController();
    core.call('signals.get', { id }, { signal: question.signal }).then(
      (record) => setRead({ record, failure: null }),
      (error: unknown) => {
        if (!question.signal.aborted) setRead({ record: null, failure: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => question.abort();
  }, [core, id, isConnected]);
  return read.record === null || read.record.signal.id === id ? read : NOTHING;
}
