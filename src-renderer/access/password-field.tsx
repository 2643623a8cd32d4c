import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import styles from './access.module.css';

export interface PasswordFieldProps {
  readonly label: string;
  /** Read when it is sent, and emptied then: what is typed is nowhere else. */
  readonly input: Ref<HTMLInputElement>;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly isInvalid?: boolean;
  /** Says what is wrong with it. */
  readonly describedBy?: string | undefined;
  readonly testId: string;
  readonly hasFocus?: boolean;
  onType?(): void;
}

/** A password as it is typed, with a word where the caps lock is on. */
export function PasswordField({ label, input, autoComplete, isInvalid = false, describedBy, testId, hasFocus = false, onType }: PasswordFieldProps) {
  const [isCaps, setCaps] = useState(false);
  const id = useId();
  const look = (event: KeyboardEvent): void => setCaps(event.getModifierState('CapsLock'));
  return (
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      <input
        ref={input}
        type="password"
        className={styles.input}
        maxLength={200}
        autoComplete={autoComplete}
        spellCheck={false}
        aria-invalid={isInvalid}
        aria-describedby={[describedBy, isCaps ? id : undefined].filter((part) => part !== undefined).join(' ') || undefined}
        data-focus={hasFocus ? '' : undefined}
        data-testid={testId}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCaps(false)}
        onChange={onType}
      />
      {isCaps ? (
        <span id={id} className={styles.caps} role="status" data-testid="caps-lock">
          ⇪ Caps lock is on
        </span>
      ) : null}
    </label>
  );
}
