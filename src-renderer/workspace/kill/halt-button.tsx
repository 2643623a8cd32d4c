import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { isMac, keyCaps } from '../keys.ts';
import { useRefusal } from '../refusal.ts';
import { killHold } from './kill-hold.ts';
import { KILL_KEY } from './kill-keys.ts';
import { useKillSwitch } from './kill-switch.ts';
import styles from './kill.module.css';
import { HOLD_WORDS } from './kill-words.ts';
import { useHeld } from './use-held.ts';

export interface HaltButtonProps {
  readonly testId: string;
  /** In a sheet: larger, with its words, and the first to have the focus. */
  readonly large?: boolean;
}

/** The kill switch as a button: held by the mouse, or by Enter or space. */
export function HaltButton({ testId, large = false }: HaltButtonProps) {
  const isHolding = useKillSwitch((state) => state.hold.kind === 'holding');
  const held = useHeld();
  const refusal = useRefusal('risk.kill');
  const key = keyCaps(KILL_KEY, isMac()).join(' ');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (large) button.current?.focus();
  }, [large]);

  function isPress(event: KeyboardEvent): boolean {
    return (event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.altKey && !event.metaKey;
  }

  return (
    <button
      ref={button}
      type="button"
      className={large ? styles.largeHalt : styles.halt}
      data-focus={large ? '' : undefined}
      data-holding={isHolding}
      data-testid={testId}
      disabled={refusal !== null}
      title={refusal === null ? `Kill switch: cancels every order and halts trading. Hold it, or ${key}, for ${HOLD_WORDS}.` : `Kill switch: ${refusal}`}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button !== 0 || !event.isPrimary) return;
        // So that letting go beside the button is heard too.
        event.currentTarget.setPointerCapture(event.pointerId);
        killHold.press('button', event.timeStamp);
      }}
      onPointerUp={(event) => killHold.release('button', event.timeStamp)}
      onPointerCancel={(event) => killHold.abandon(event.timeStamp)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        if (!event.repeat) killHold.press('button', event.timeStamp);
      }}
      onKeyUp={(event) => {
        if (isPress(event)) killHold.release('button', event.timeStamp);
      }}
      onBlur={(event) => killHold.release('button', event.timeStamp)}
    >
      <span className={styles.haltFill} aria-hidden="true" style={{ width: `${held * 100}%` }} />
      <span className={styles.haltWord}>{large ? `Hold to halt (${HOLD_WORDS})` : 'HALT'}</span>
    </button>
  );
}
