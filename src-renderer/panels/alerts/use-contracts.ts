import { useEffect, useState } from 'react';
import type { ChainLayout } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

/** A hook: the same-day contracts of an underlying, read once; null before they are known, or where none are asked for. */
export function useContracts(underlying: Underlying | null): ChainLayout['contracts'] | null {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<Pick<ChainLayout, 'underlying' | 'contracts'> | null>(null);
  useEffect(() => {
    if (underlying === null || !isConnected) return undefined;
    return core.subscribe('chain', { underlying }, { next: setRead });
  }, [core, isConnected, underlying]);
  return read !== null && read.underlying === underlying ? read.contracts : null;
}
