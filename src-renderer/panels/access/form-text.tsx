import styles from '../../access/access.module.css';

export interface FormTextProps {
  readonly label: string;
  readonly value: string;
  readonly longest: number;
  readonly type?: 'text' | 'email';
  readonly example?: string;
  /** The core found it wrong. */
  readonly isInvalid?: boolean;
  readonly hasFocus?: boolean;
  readonly testId: string;
  onWrite(text: string): void;
}

/** A line of a form on a sheet. */
export function FormText({ label, value, longest, type = 'text', example, isInvalid = false, hasFocus = false, testId, onWrite }: FormTextProps) {
  return (
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      <input className={styles.input} type={type} value={value} maxLength={longest} placeholder={example} autoComplete="off" autoCapitalize="none" spellCheck={false} aria-invalid={isInvalid} data-focus={hasFocus ? '' : undefined} data-testid={testId} onChange={(event) => onWrite(event.target.value)} />
    </label>
  );
}
