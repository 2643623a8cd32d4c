import { useEffect, useState } from 'react';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

export const PAGE = 50;

export interface Paged<Page> {
  /** null before the first answer; the last one stays while another is read. */
  readonly page: Page | null;
  readonly failure: string | null;
  readonly offset: number;
  turn(offset: number): void;
}

/**
 * A hook: one page of a list that the core keeps, read again whenever `stamp` changes. `read` asks for it and must be
 * the same function while it asks for the same; null asks for nothing. Another `read` begins with its first page.
 */
export function usePaged<Page>(read: ((core: ContractClient, offset: number, signal: AbortSignal) => Promise<Page>) | null, stamp: unknown): Paged<Page> {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [turned, setTurned] = useState({ read, offset: 0 });
  const [answer, setAnswer] = useState<Pick<Paged<Page>, 'page' | 'failure'>>({ page: null, failure: null });
  const offset = turned.read === read ? turned.offset : 0;
  useEffect(() => {
    if (read === null || !isConnected) return undefined;
    const question = new AbortController();
    read(core, offset, question.signal).then(
      (page) => setAnswer({ page, failure: null }),
      (error: unknown) => {
        if (!question.signal.aborted) setAnswer(({ page }) => ({ page, failure: error instanceof Error ? error.message : String(error) }));
      },
    );
    return () => question.abort();
  }, [core, isConnected, read, offset, stamp]);
  return { ...answer, offset, turn: (next) => setTurned({ read, offset: Math.max(0, next) }) };
}
