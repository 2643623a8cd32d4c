import { useEffect } from 'react';
import { Hold } from './hold.ts';
import { useKillSwitch } from './kill-switch.ts';

let whenHeld: () => void = () => undefined;

/** The one hold of the window, by whichever key or button. */
export const killHold = new Hold({
  later: (task, milliseconds) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
  onState: (state) => useKillSwitch.getState().setHold(state),
  onHeld: () => whenHeld(),
});

/** Acts once it was held, while the component is mounted. */
export function useWhenHeld(act: () => void): void {
  useEffect(() => {
    whenHeld = act;
    return () => {
      whenHeld = () => undefined;
    };
  }, [act]);
}
