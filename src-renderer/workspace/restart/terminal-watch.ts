import { useEffect, useRef } from 'react';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { useConnection, useCore, useStream } from '../../connection/core.tsx';
import { signRestart, useRestart } from './restart.ts';

/** Short beside any start, so that none is missed. Milliseconds. */
const LOOK_EACH = 200;
/** A terminal tells its session more often than this while it is there. Milliseconds. */
const SILENCE = 2_500;

/** The start of the terminal that the window heard of last; it outlives what is drawn. */
let lastRun: string | null = null;

/**
 * While a terminal is started anew its windows stay connected to its shell: their streams are silent, and their calls are
 * refused. So a window whose session is silent, or that asked for it, calls now and then. Draws nothing.
 */
export function TerminalWatch(): null {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const session = useStream('session');
  const heardAt = useRef(0);
  useEffect(() => {
    heardAt.current = Date.now();
  }, [session]);
  const run = session?.run ?? null;
  useEffect(() => {
    if (run === null) return;
    if (lastRun !== null && run !== lastRun) signRestart({ kind: 'started' });
    lastRun = run;
  }, [run]);
  useEffect(() => {
    if (!isConnected) return undefined;
    const stop = new AbortController();
    let refused = 0;
    const timer = setInterval(() => {
      const { phase } = useRestart.getState();
      const isSilent = Date.now() - heardAt.current > SILENCE;
      if (phase === 'none' && !isSilent) return;
      void answers(core, stop.signal).then((told) => {
        if (stop.signal.aborted) return;
        if (told === null) {
          refused = 0;
          heardAt.current = Date.now();
          signRestart({ kind: 'there', at: Date.now() });
          return;
        }
        refused += 1;
        // Refused once or twice may be a connection that is being lost, which is told in its own way.
        if (phase !== 'none' || refused > 3) signRestart({ kind: 'gone', told, at: Date.now() });
      });
    }, LOOK_EACH);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [core, isConnected]);
  return null;
}

/** null where a terminal is there, whatever it says; else why none is. */
async function answers(core: Pick<ContractClient, 'call'>, signal: AbortSignal): Promise<string | null> {
  try {
    await core.call('settings.get', { name: 'appearance' }, { signal });
    return null;
  } catch (error) {
    return error instanceof ContractFailure && error.code === 'unavailable' ? error.message : null;
  }
}
