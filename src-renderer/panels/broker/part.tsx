import type { ReactNode } from 'react';
import type { StateMark, Tone } from '../../design/server-words.ts';
import styles from './broker.module.css';

/** A part of the panel under its name. */
export function Part({ name, testId, beside, children }: { readonly name: string; readonly testId: string; readonly beside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={name} data-testid={testId}>
      <header className={styles.head}>
        <h3>{name}</h3>
        {beside}
      </header>
      {children}
    </section>
  );
}

export interface FactProps {
  readonly name: string;
  readonly title?: string | undefined;
  readonly tone?: Tone | undefined;
  readonly testId?: string | undefined;
  /** A row of its own; others share one where they fit. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One fact in a list of them. */
export function Fact({ name, title, tone, testId, wide = false, children }: FactProps) {
  return (
    <div className={styles.fact} data-wide={wide}>
      <dt>{name}</dt>
      <dd data-tone={tone} title={title} data-testid={testId}>
        {children}
      </dd>
    </div>
  );
}

export function Mark({ mark: { tone, sign, word } }: { readonly mark: StateMark }) {
  return (
    <b className={styles.mark} data-tone={tone}>
      {sign} {word}
    </b>
  );
}
