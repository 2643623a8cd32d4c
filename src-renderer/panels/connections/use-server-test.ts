import { useEffect, useRef, useState } from 'react';
import type { ConnectionTest, ServerName, ServerSettings } from '../../../src-core/contract/connections.ts';
import { useCore } from '../../connection/core.tsx';
import { type ConnectionProblems, problemsOfTest } from './connection-problems.ts';

export type ServerTest =
  | { readonly kind: 'none' }
  | { readonly kind: 'trying'; readonly since: number }
  | { readonly kind: 'answered'; readonly test: ConnectionTest }
  /** It could not be tried. */
  | { readonly kind: 'failed'; readonly text: string | null; readonly problems: ConnectionProblems };

export interface ServerTrial {
  readonly test: ServerTest;
  /** `credential` is empty for the one that is kept. */
  try(settings: ServerSettings, credential: string): void;
}

/** A hook: tries a server as it stands in the panel. An answer holds until `asked`, what it was about, is another. */
export function useServerTest(server: ServerName, asked: string): ServerTrial {
  const core = useCore();
  const [test, setTest] = useState<ServerTest>({ kind: 'none' });
  const question = useRef<AbortController | null>(null);
  useEffect(() => {
    setTest({ kind: 'none' });
    return () => question.current?.abort();
  }, [asked]);
  return {
    test,
    try(settings, credential) {
      question.current?.abort();
      const asking = new AbortController();
      question.current = asking;
      setTest({ kind: 'trying', since: Date.now() });
      core.call('connections.test', { server, settings, ...(credential === '' ? {} : { credential }) }, { signal: asking.signal }).then(
        (answer) => {
          if (!asking.signal.aborted) setTest({ kind: 'answered', test: answer });
        },
        (failure: unknown) => {
          if (!asking.signal.aborted) setTest({ kind: 'failed', ...problemsOfTest(server, failure) });
        },
      );
    },
  };
}
