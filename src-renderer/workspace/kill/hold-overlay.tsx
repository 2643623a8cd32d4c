import { useEffect, useRef } from 'react';
import { formatPrice } from '../../design/format.ts';
import { HOLD_TIME } from './hold.ts';
import { useKillSwitch } from './kill-switch.ts';
import styles from './kill.module.css';
import { earlyWords, HOLD_WORDS } from './kill-words.ts';
import { useHeld } from './use-held.ts';

/** How far the hold is, over everything, an open sheet included; then that it was let go too early. */
export function HoldOverlay() {
  const hold = useKillSwitch((state) => state.hold);
  const held = useHeld();
  const popover = useRef<HTMLDivElement>(null);
  const { kind } = hold;
  useEffect(() => {
    if (kind === 'idle') return undefined;
    const element = popover.current;
    // Shown anew each time, so that it lies over the sheet that was opened last.
    element?.showPopover();
    return () => element?.hidePopover();
  }, [kind]);
  return (
    <div ref={popover} popover="manual" className={styles.overlay} data-kind={kind} data-testid="kill-hold">
      {kind === 'holding' ? (
        <>
          <strong>HALT</strong>
          <div className={styles.track} aria-hidden="true">
            <div className={styles.fill} style={{ width: `${held * 100}%` }} />
          </div>
          <span className={styles.countdown}>
            Keep holding <b>{formatPrice(Math.ceil(((1 - held) * HOLD_TIME) / 100) / 10, 1)} s</b>
          </span>
        </>
      ) : null}
      <span role="status" className={styles.early} data-testid="kill-early">
        {hold.kind === 'early' ? earlyWords(hold.after) : hold.kind === 'holding' ? <span className={styles.unseen}>Hold for {HOLD_WORDS} to halt. Nothing is sent yet.</span> : null}
      </span>
    </div>
  );
}
