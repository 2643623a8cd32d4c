import styles from './figure.module.css';

export interface FigureProps {
  /** Decides colour and arrow; null is absent. */
  readonly value: number | null;
  /** `value` as it is to be read, its sign included. */
  readonly text: string;
  /** ▲ or ▼ before the text, for figures that stand alone. */
  readonly arrow?: boolean;
  /** strong: the one to read first; quiet: no colour of its own. */
  readonly weight?: 'strong' | 'normal' | 'quiet';
  readonly title?: string | undefined;
  readonly testId?: string | undefined;
}

/** A number that is better above zero: sign, arrow and colour say the same, so that colour is never alone. */
export function Figure({ value, text, arrow = false, weight = 'normal', title, testId }: FigureProps) {
  const direction = value === null || value === 0 || Number.isNaN(value) ? 'flat' : value > 0 ? 'up' : 'down';
  return (
    <span className={styles.figure} data-direction={direction} data-weight={weight} data-testid={testId} title={title}>
      {arrow && direction !== 'flat' ? (
        <span className={styles.arrow} aria-hidden="true">
          {direction === 'up' ? '▲' : '▼'}
        </span>
      ) : null}
      {text}
    </span>
  );
}
