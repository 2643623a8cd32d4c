import { useId } from 'react';
import styles from './connections.module.css';

export interface TextFieldProps {
  readonly name: string;
  readonly path: string;
  readonly value: string;
  readonly longest: number;
  readonly example?: string;
  /** What is wrong with it; null where nothing is. */
  readonly problem: string | null;
  /** The environment variable or flag that decides it; null where it is written here. */
  readonly variable: string | null;
  /** What is to be known of it; null for nothing. */
  readonly note?: string | null;
  /** The person may read it only. */
  readonly isRefused: boolean;
  readonly isWritten: boolean;
  readonly onWrite: (text: string) => void;
}

/** A setting: its text, what is wrong with it, or what decides it in its stead. */
export function TextField({ name, path, value, longest, example, problem, variable, note = null, isRefused, isWritten, onWrite }: TextFieldProps) {
  const id = useId();
  const says = variable === null ? note : `set by ${variable}`;
  return (
    <label className={styles.field} data-written={isWritten}>
      <span className={styles.label}>{name}</span>
      <span className={styles.control}>
        <input
          className={styles.input}
          value={value}
          readOnly={variable !== null || isRefused}
          maxLength={longest}
          placeholder={example}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={problem !== null}
          aria-describedby={problem === null && says === null ? undefined : id}
          data-field={path}
          data-testid={`connections-${path}`}
          onChange={(event) => onWrite(event.target.value)}
        />
        {problem !== null ? (
          <span id={id} className={styles.problem} role="alert" data-testid={`connections-problem-${path}`}>
            {problem}
          </span>
        ) : says !== null ? (
          <span id={id} className={styles.decided}>
            {says}
          </span>
        ) : null}
      </span>
    </label>
  );
}
