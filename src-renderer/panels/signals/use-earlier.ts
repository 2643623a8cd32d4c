import { useEffect, useState } from 'react';
import type { SignalPage } from '../../../src-core/contract/signals.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { queryBefore, type SignalFilter } from './signal-list.ts';

export const PAGE = 50;

export interface Earlier {
  /** null before the first answer; the last one stays while another is read. */
  readonly page: SignalPage | null;
  readonly failure: string | null;
  readonly offset: number;
  turn(offset: number): void;
}

/** A hook: a page of the signals of the sessions before `before`, newest first; null asks for none. */
export function useEarlier(before: IsoDate | null, filter: SignalFilter): Earlier {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [turned, setTurned] = useState<{ readonly filter: SignalFilter; readonly offset: number }>({ filter, offset: 0 });
  const [read, setRead] = useState<Pick<Earlier, 'page' | 'failure'>>({ page: null, failure: null });
  const offset = turned.filter === filter ? turned.offset : 0;
  useEffect(() => {
    if (before === null || !isConnected) return undefined;
    const question = new AbortController();
    core.call('signals.list', queryBefore(before, filter, offset, PAGE), { signal: question.signal }).then(
      (page) => setRead({ page, failure: null }),
      (error: unknown) => {
        if (!question.signal.aborted) setRead(({ page }) => ({ page, failure: error instanceof Error ? error.message : String(error) }));
      },
    );
    return () => question.abort();
  }, [core, isConnected, before, filter, offset]);
  return { ...read, offset, turn: (next) => setTurned({ filter, offset: Math.max(0, next) }) };
}
