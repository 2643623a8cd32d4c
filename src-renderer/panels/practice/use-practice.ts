import { useCallback, useEffect, useState } from 'react';
import { useConnection, useCore } from '../../connection/core.tsx';

export interface Read<T> {
  /** null before it was read. */
  readonly value: T | null;
  /** Why it could not be read the last time; null where it could. */
  readonly failure: string | null;
  readAgain(): void;
  /** Takes an answer that says it too. */
  heard(value: T): void;
}

/** Reads once it is in sight and connected, and again when asked. */
function useRead<T>(visible: boolean, read: () => Promise<T>): Read<T> {
  const isConnected = useConnection() === 'connected';
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!visible || !isConnected) return;
    let isCurrent = true;
    read().then(
      (answer) => {
        if (!isCurrent) return;
        setValue(answer);
        setFailure(null);
      },
      (error: unknown) => {
        if (isCurrent) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [visible, isConnected, turn, read]);
  const readAgain = useCallback(() => setTurn((before) => before + 1), []);
  return { value, failure, readAgain, heard: setValue };
}

export function useRecordings(visible: boolean) {
  const core = useCore();
  return useRead(visible, useCallback(() => core.call('practice.recordings', {}), [core]));
}

export function useRuns(visible: boolean) {
  const core = useCore();
  return useRead(visible, useCallback(() => core.call('practice.runs', {}), [core]));
}

export function useRun(id: string) {
  const core = useCore();
  return useRead(true, useCallback(() => core.call('practice.run', { id }), [core, id]));
}

export interface Acting {
  readonly busy: boolean;
  /** Why the last act failed; null where it did not. */
  readonly failure: string | null;
  /** One at a time; answers whether it was done. */
  act(call: () => Promise<unknown>): Promise<boolean>;
}

export function useActing(): Acting {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const act = useCallback(async (call: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    try {
      await call();
      return true;
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, failure, act };
}
