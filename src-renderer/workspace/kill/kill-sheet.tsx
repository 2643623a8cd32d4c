import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { formatPrice } from '../../design/format.ts';
import { Sheet } from '../../design/sheet.tsx';
import { FlattenOffer } from '../../panels/risk/flatten-offer.tsx';
import { isMac, keyCaps } from '../keys.ts';
import { useNow } from '../use-now.ts';
import { useWatchStop } from '../desk-role.ts';
import { useRefusal } from '../refusal.ts';
import { AccountCancelOffer } from './account-cancel-offer.tsx';
import { HaltButton } from './halt-button.tsx';
import { KILL_CHORD, KILL_KEY } from './kill-keys.ts';
import styles from './kill.module.css';
import { type KillOutcome, type KillSheetView, useKillSwitch } from './kill-switch.ts';
import { failureWords, HOLD_WORDS, killedWords } from './kill-words.ts';

export interface KillSheetProps {
  readonly view: Exclude<KillSheetView, null>;
  /** Sends the halt once more. */
  readonly again: () => void;
}

/** How to halt, what became of it, and what flattening would cost. */
export function KillSheet({ view, again }: KillSheetProps) {
  const { outcome, close } = useKillSwitch();
  if (view === 'how' || (view === 'outcome' && outcome === null)) {
    return (
      <Sheet title="How to halt" testId="kill-how" onClose={close}>
        <How />
      </Sheet>
    );
  }
  if (view === 'flatten') {
    return (
      <Sheet title="Flatten all positions" testId="flatten-sheet" onClose={close} wide>
        <div className={styles.sheet}>
          <h2>Flatten all positions</h2>
          <FlattenOffer first={null} needsArming onClose={close} />
        </div>
      </Sheet>
    );
  }
  if (outcome?.kind === 'halted') {
    return (
      <Sheet title="Halted" testId="kill-halted" onClose={close} wide>
        <div className={styles.sheet}>
          <h2 className={styles.halted}>■ HALTED</h2>
          <p className={styles.says} role="status" data-testid="kill-answer">
            {killedWords(outcome.result)} Until trading is resumed, nothing is taken but a plan that flattens.
          </p>
          <AccountCancelOffer />
          <FlattenOffer first={outcome.result.plan} needsArming={false} onClose={close} />
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={outcome?.kind === 'failed' ? 'Not halted' : 'Halting'} testId="kill-pending" onClose={close}>
      {outcome?.kind === 'failed' ? <Failed failure={outcome} again={again} onClose={close} /> : outcome?.kind === 'sending' ? <Sending sending={outcome} onClose={close} /> : null}
    </Sheet>
  );
}

function How() {
  const stop = useWatchStop();
  const refusal = useRefusal('risk.kill');
  const [key, chord] = [KILL_KEY, KILL_CHORD].map((keys) => keyCaps(keys.replace('mod', 'ctrl'), isMac()));
  return (
    <div className={styles.sheet}>
      <h2>How to halt</h2>
      <p className={styles.says}>
        Hold{' '}
        {key?.map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}{' '}
        for {HOLD_WORDS}, wherever you are: while typing, with a sheet open. On keyboards without it,{' '}
        {chord?.map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
        . Or hold the button below, or HALT at the top, by mouse or by Enter.
      </p>
      <p className={styles.says}>Every working order is cancelled and nothing more is sent. What is held stays held; what flattening it would cost is shown then. Letting go before the end does nothing.</p>
      {refusal === null ? null : (
        <p className={styles.loud} role="alert" data-testid="kill-refused">
          {refusal} Nothing is sent from here: whoever may trade it halts in their own window.
        </p>
      )}
      {stop === null ? null : <p className={styles.says}>{stop.next} The halt is sent there and done there; you are told within two seconds whether it was.</p>}
      <HaltButton testId="kill-how-button" large />
    </div>
  );
}

/** Milliseconds without an answer from which that is said. */
const SLOW_AFTER = 1_000;

function Sending({ sending, onClose }: { readonly sending: Extract<KillOutcome, { kind: 'sending' }>; readonly onClose: () => void }) {
  const waited = useNow(true) - sending.since;
  const isHalted = useStreamPart('risk', (risk) => risk?.state === 'HALTED');
  return (
    <div className={styles.sheet} role="alert">
      <h2 className={styles.halted}>Halting …</h2>
      <p className={styles.says}>
        {waited < SLOW_AFTER ? 'The halt was sent to the core.' : `The halt was sent ${formatPrice(waited / 1_000, 0)} s ago and is not answered yet.`}
        {isHalted ? ' The core says HALTED: nothing new is sent.' : waited < SLOW_AFTER ? '' : ' If it cannot wait, halt in another window or workstation, or cancel the orders at the broker.'}
      </p>
      <div className={styles.acts}>
        <button type="button" onClick={onClose}>
          Close Esc
        </button>
      </div>
    </div>
  );
}

function Failed({ failure, again, onClose }: { readonly failure: Extract<KillOutcome, { kind: 'failed' }>; readonly again: () => void; readonly onClose: () => void }) {
  const isConnected = useConnection() === 'connected';
  const { what, next } = failureWords(failure, isConnected);
  return (
    <div className={styles.sheet} data-kind="failed" role="alert" data-testid="kill-failed">
      <h2 className={styles.notHalted}>✗ NOT HALTED</h2>
      <p className={styles.loud}>{what}</p>
      <p className={styles.says}>{next}</p>
      <div className={styles.acts}>
        <button type="button" className={styles.danger} data-focus="" data-testid="kill-again" onClick={again}>
          Try now ⏎
        </button>
        <button type="button" data-testid="kill-stop" onClick={onClose}>
          {failure.again ? 'Stop trying Esc' : 'Close Esc'}
        </button>
      </div>
    </div>
  );
}
