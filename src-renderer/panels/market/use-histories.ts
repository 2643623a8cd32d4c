import { useEffect, useMemo, useState } from 'react';
import { useConnection, useCore } from '../../connection/core.tsx';
import { type Histories, HistoryReader } from './history-reader.ts';
import type { HistoryRange } from './market-range.ts';

export interface ReadHistories {
  readonly histories: Histories;
  /** Asks again at once. */
  again(): void;
}

/** A hook: the past of every ticker over `range`, read while `visible` and connected; null for none. */
export function useHistories(range: HistoryRange | null, visible: boolean): ReadHistories {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [read, setRead] = useState<{ readonly range: HistoryRange; readonly histories: Histories } | null>(null);
  const reader = useMemo(
    () => new HistoryReader((ticker, asked, signal) => core.call('market.history', { ticker, range: asked }, { signal }), (shown, histories) => setRead({ range: shown, histories })),
    [core],
  );
  useEffect(() => {
    if (range !== null && visible && isConnected) reader.watch(range);
    return () => reader.stop();
  }, [reader, range, visible, isConnected]);
  return {
    histories: read !== null && read.range === range ? read.histories : {},
    again: () => {
      if (range !== null && isConnected) reader.watch(range);
    },
  };
}
