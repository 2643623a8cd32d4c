import { useEffect, useState } from 'react';
import type { LimitsView, RiskView } from '../../../src-core/contract/risk.ts';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';

export interface ReadLimits {
  /** null before the first answer; the last one stays while it is read anew. */
  readonly view: LimitsView | null;
  readonly failure: string | null;
  /** Takes what another call answered. */
  heard(view: LimitsView): void;
  readAgain(): void;
}

/** What of the risk engine changes with a limit, whoever set it: another state, bound or threshold. */
function standing(risk: RiskView | null): string {
  if (risk === null) return '';
  return [risk.state, ...risk.gauges.map(({ most }) => most), ...risk.breakers.map(({ threshold }) => threshold)].join(' ');
}

/** A hook: the limits, read while `visible` and again when something says that they changed, and when the window is returned to. */
export function useLimits(visible: boolean): ReadLimits {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const stands = useStreamPart('risk', standing);
  const [asked, setAsked] = useState(0);
  const [read, setRead] = useState<Pick<ReadLimits, 'view' | 'failure'>>({ view: null, failure: null });
  useEffect(() => {
    const onFocus = (): void => setAsked((count) => count + 1);
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
  useEffect(() => {
    if (!visible || !isConnected) return undefined;
    const question = new AbortController();
    core.call('limits.get', {}, { signal: question.signal }).then(
      (view) => setRead({ view, failure: null }),
      (error: unknown) => {
        if (!question.signal.aborted) setRead(({ view }) => ({ view, failure: error instanceof Error ? error.message : String(error) }));
      },
    );
    return () => question.abort();
  }, [core, isConnected, visible, stands, asked]);
  return {
    ...read,
    heard: (view) => setRead({ view, failure: null }),
    readAgain: () => setAsked((count) => count + 1),
  };
}
