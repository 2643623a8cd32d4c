import { useEffect, useState } from 'react';
import { HOLD_TIME } from './hold.ts';
import { useKillSwitch } from './kill-switch.ts';

/** Steps that a hold is drawn in where motion is unwanted. */
const STEPS = 8;

/** A hook: how much of the hold is over, 0 to 1; 0 while nothing holds it. */
export function useHeld(): number {
  const hold = useKillSwitch((state) => state.hold);
  const since = hold.kind === 'holding' ? hold.since : null;
  const [share, setShare] = useState(0);
  useEffect(() => {
    setShare(0);
    if (since === null) return undefined;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    const draw = (): void => {
      const whole = Math.min(1, Math.max(0, (performance.now() - since) / HOLD_TIME));
      setShare(isStill ? Math.floor(whole * STEPS) / STEPS : whole);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [since]);
  return since === null ? 0 : share;
}
