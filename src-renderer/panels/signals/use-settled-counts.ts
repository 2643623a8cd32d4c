import { useMemo } from 'react';
import { useCalibration } from '../calibration/use-calibration.ts';

/** A hook: settled signals by type; null before they are known. */
export function useSettledCounts(): ReadonlyMap<string, number> | null {
  const { view } = useCalibration(null, true);
  return useMemo(() => (view === null ? null : new Map(view.types.map(({ detector, settled }) => [detector, settled]))), [view]);
}
