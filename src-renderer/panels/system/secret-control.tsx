import { useState } from 'react';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import styles from './config.module.css';

export interface SecretControlProps {
  readonly entry: ConfigEntry;
  readonly disabled: boolean;
  /** null while nothing is being written. */
  readonly written: string | null;
  readonly describedBy: string;
  readonly write: (text: string | null) => void;
  readonly forget: () => void;
}

/** A value that is never told: whether one is set, and a field to write another. */
export function SecretControl({ entry, disabled, written, describedBy, write, forget }: SecretControlProps) {
  const { key, title, isSet } = entry;
  const [isForgetting, setForgetting] = useState(false);
  if (written !== null) {
    return (
      <>
        <input
          type="password"
          className={styles.text}
          autoComplete="new-password"
          spellCheck={false}
          autoFocus
          maxLength={10_000}
          aria-label={`New ${title.toLowerCase()}`}
          aria-describedby={describedBy}
          disabled={disabled}
          data-config={key}
          data-testid={`config-${key}`}
          onInput={(event) => write(event.currentTarget.value)}
        />
        {written === '' ? (
          <button type="button" className={styles.quiet} onClick={() => write(null)}>
            {isSet ? 'Keep the old one' : 'Leave it'}
          </button>
        ) : null}
      </>
    );
  }
  return (
    <>
      <span className={styles.secret} data-set={isSet} data-testid={`config-kept-${key}`}>
        {isSet ? 'set' : 'not set'}
      </span>
      <button type="button" className={styles.quiet} disabled={disabled} data-config={key} data-testid={`config-replace-${key}`} onClick={() => write('')}>
        {isSet ? 'Replace …' : 'Set …'}
      </button>
      {!isSet ? null : isForgetting ? (
        <>
          <button type="button" className={styles.quiet} disabled={disabled} data-testid={`config-forget-confirm-${key}`} onClick={() => (setForgetting(false), forget())}>
            Forget it: it cannot be brought back
          </button>
          <button type="button" className={styles.quiet} onClick={() => setForgetting(false)}>
            Keep it
          </button>
        </>
      ) : (
        <button type="button" className={styles.quiet} disabled={disabled} data-testid={`config-forget-${key}`} onClick={() => setForgetting(true)}>
          Forget …
        </button>
      )}
    </>
  );
}
