import { useEffect, useRef, useState } from 'react';
import type { GatewayTest } from '../../../src-core/contract/broker.ts';
import type { GatewaySettings } from '../../../src-core/contract/gateway-settings.ts';
import { useCore } from '../../connection/core.tsx';
import { type ConnectionProblems, problemsOfGatewayTest } from './connection-problems.ts';

export type GatewayTrial =
  | { readonly kind: 'none' }
  | { readonly kind: 'trying'; readonly since: number }
  | { readonly kind: 'answered'; readonly test: GatewayTest }
  /** It could not be tried. */
  | { readonly kind: 'failed'; readonly text: string | null; readonly problems: ConnectionProblems };

/** A hook: tries the gateway as it stands in the panel. An answer holds until the settings are others. */
export function useGatewayTest(settings: GatewaySettings): { readonly trial: GatewayTrial; try(): void } {
  const core = useCore();
  const [trial, setTrial] = useState<GatewayTrial>({ kind: 'none' });
  const question = useRef<AbortController | null>(null);
  const asked = JSON.stringify(settings);
  useEffect(() => {
    setTrial({ kind: 'none' });
    return () => question.current?.abort();
  }, [asked]);
  return {
    trial,
    try() {
      question.current?.abort();
      const asking = new AbortController();
      question.current = asking;
      setTrial({ kind: 'trying', since: Date.now() });
      core.call('connections.testGateway', { settings }, { signal: asking.signal }).then(
        (test) => {
          if (!asking.signal.aborted) setTrial({ kind: 'answered', test });
        },
        (failure: unknown) => {
          if (!asking.signal.aborted) setTrial({ kind: 'failed', ...problemsOfGatewayTest(failure) });
        },
      );
    },
  };
}
