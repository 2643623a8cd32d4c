import { useEffect, useState } from 'react';
import { useStreamPart } from '../../connection/core.tsx';
import { areSettingsKept, keepNoSettings } from '../setting.ts';

const UNKEPT = 'In safe mode the saved layout and settings are neither loaded nor changed: what is chosen here lasts as long as this window.';

/** It was known before: a window that is drawn anew need not wait for it again. */
let wasKnown = false;

/** A hook: true once the window knows whether it is in safe mode, and has done as that asks. Before it nothing saved may be loaded. */
export function useProgramKnown(): boolean {
  const isSafe = useStreamPart('app', (app) => app?.safeMode ?? null);
  const [isKnown, setKnown] = useState(wasKnown);
  useEffect(() => {
    if (isSafe === null) return;
    if (isSafe && areSettingsKept()) keepNoSettings(UNKEPT);
    // The program was started anew without it: what is saved counts again, from the beginning.
    if (!isSafe && !areSettingsKept()) location.reload();
    wasKnown = true;
    setKnown(true);
  }, [isSafe]);
  return isKnown;
}
