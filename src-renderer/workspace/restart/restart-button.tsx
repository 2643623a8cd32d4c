import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useConnection, useCore, useOrders, useStreamPart } from '../../connection/core.tsx';
import { useRefusal } from '../refusal.ts';
import { signRestart, useRestart } from './restart.ts';
import styles from './restart.module.css';
import { restartWords } from './restart-words.ts';

export interface RestartButtonProps {
  /** "for what is set under Connections": said while it happens; null for nothing. */
  readonly what: string | null;
  readonly testId: string;
  /** The asking stands open; kept outside, so that a command can open it. */
  readonly isAsked: boolean;
  readonly ask: (asked: boolean) => void;
}

/** Ends the terminal and starts it anew, once what that means now was confirmed. */
export function RestartButton({ what, testId, isAsked, ask }: RestartButtonProps) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const refusal = useRefusal('terminal.restart');
  const isUnderWay = useRestart(({ phase }) => phase === 'asked' || phase === 'away');
  const working = useOrders().filter(({ open }) => open).length;
  const positions = useStreamPart('positions', (view) => view?.packages.length ?? 0);
  const desk = useStreamPart('session', (session) => session?.desk ?? null);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const askButton = useRef<HTMLButtonElement>(null);
  const isOpen = isAsked && refusal === null && !isUnderWay;
  useEffect(() => {
    if (!isOpen) return;
    confirmButton.current?.focus();
    confirmButton.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);

  async function restart(): Promise<void> {
    if (sending) return;
    setSending(true);
    setFailure(null);
    try {
      await core.call('terminal.restart', {});
      signRestart({ kind: 'asked', what, at: Date.now() });
      ask(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setSending(false);
    }
  }

  function leave(): void {
    ask(false);
    setFailure(null);
    requestAnimationFrame(() => askButton.current?.focus());
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    if (event.key === 'Escape' && !sending) leave();
  }

  if (!isOpen) {
    return (
      <button ref={askButton} type="button" className={styles.button} data-testid={testId} disabled={!isConnected || isUnderWay || refusal !== null} title={refusal ?? undefined} onClick={() => ask(true)}>
        {isUnderWay ? 'Starting anew …' : 'Restart now …'}
      </button>
    );
  }
  return (
    <div className={styles.confirm} role="group" aria-label="Confirm the restart" data-testid={`${testId}-confirmation`} data-working={working} onKeyDown={onKeyDown}>
      {restartWords(working, positions, desk).map((sentence, at) => (
        <p key={sentence} data-warns={at === 0 && working > 0}>
          {sentence}
        </p>
      ))}
      <button
        ref={confirmButton}
        type="button"
        className={styles.primary}
        data-testid={`${testId}-confirm`}
        disabled={!isConnected}
        aria-disabled={sending}
        onClick={(event) => {
          // The second click of a double click must not confirm what the first one asked.
          if (event.detail <= 1) void restart();
        }}
      >
        {sending ? 'Asking …' : working === 0 ? 'Restart ⏎' : `Restart with ${working === 1 ? 'it' : 'them'} working ⏎`}
      </button>{' '}
      <button type="button" className={styles.button} disabled={sending} onClick={leave}>
        Back Esc
      </button>
      {failure === null ? null : (
        <p className={styles.problem} role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
