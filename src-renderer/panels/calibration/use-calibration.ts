import { useEffect, useState } from 'react';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { CalibrationView } from '../../../src-core/signals/calibration-view.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';

export interface ReadCalibration {
  /** null before the first answer, and of no other type than was asked for. */
  readonly view: CalibrationView | null;
  readonly failure: ContractFailure | null;
}

const NOTHING: ReadCalibration = { view: null, failure: null };

/** A hook: the record of one type of signal, null for all, read while `visible`; what was read last stays. */
export function useCalibration(detector: string | null, visible: boolean): ReadCalibration {
  const core = useCore();
  const [read, setRead] = useState(NOTHING);
  useEffect(() => {
    if (!visible) return undefined;
    return subscribeLastingly(core, 'calibration', { detector }, {
      next: (view) => setRead({ view, failure: null }),
      error: (failure) => setRead(({ view }) => ({ view, failure })),
    });
  }, [core, detector, visible]);
  return read.view === null || read.view.detector === detector ? read : { ...read, view: null };
}
