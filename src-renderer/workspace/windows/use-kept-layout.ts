import { useEffect, useState } from 'react';
import { useConnection, useCore } from '../../connection/core.tsx';
import { useMonitorSet } from './monitor-set.ts';
import { windowLayout } from './window-layout.ts';

/** A hook: takes up what is kept for the monitors that the window is on, on each connection; true once that is known or could not be. */
export function useKeptLayout(): boolean {
  const core = useCore();
  const connection = useConnection();
  const monitors = useMonitorSet();
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    if (connection !== 'connected' || monitors === null) return undefined;
    let isCurrent = true;
    const ready = (): void => {
      if (isCurrent) setReady(true);
    };
    windowLayout.take(core, monitors).then(ready, ready);
    return () => {
      isCurrent = false;
    };
  }, [core, connection, monitors]);
  return isReady;
}
