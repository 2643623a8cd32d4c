import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditVerification } from '../../../src-core/contract/access.ts';
import { useCore } from '../../connection/core.tsx';

export type Verification =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly since: number }
  /** `at` is when it was done. */
  | { readonly kind: 'answered'; readonly found: AuditVerification; readonly at: number }
  | { readonly kind: 'failed'; readonly text: string };

export interface Verifying {
  readonly verification: Verification;
  start(): void;
  /** Gives up a walk, or puts its answer away. */
  leave(): void;
}

/** A hook: the walk along the whole record, at most one at a time. */
export function useVerification(): Verifying {
  const core = useCore();
  const [verification, setVerification] = useState<Verification>({ kind: 'none' });
  const walk = useRef<AbortController | null>(null);
  useEffect(() => () => walk.current?.abort(), []);
  const start = useCallback(() => {
    walk.current?.abort();
    const asking = new AbortController();
    walk.current = asking;
    setVerification({ kind: 'reading', since: Date.now() });
    core.call('audit.verify', {}, { signal: asking.signal }).then(
      (found) => {
        if (!asking.signal.aborted) setVerification({ kind: 'answered', found, at: Date.now() });
      },
      (error: unknown) => {
        if (!asking.signal.aborted) setVerification({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      },
    );
  }, [core]);
  const leave = useCallback(() => {
    walk.current?.abort();
    setVerification({ kind: 'none' });
  }, []);
  return { verification, start, leave };
}
