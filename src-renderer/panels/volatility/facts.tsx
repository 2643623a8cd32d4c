import styles from './volatility.module.css';

export interface Fact {
  readonly name: string;
  /** What it is and how it is made. */
  readonly title: string;
  readonly value: string;
  readonly testId?: string;
  /** Signs that are good, bad or neither. */
  readonly tone?: 'warning';
}

/** Figures by name, in as many columns as there is room for. */
export function Facts({ facts, label }: { readonly facts: readonly Fact[]; readonly label: string }) {
  return (
    <dl className={styles.facts} aria-label={label}>
      {facts.map(({ name, title, value, testId, tone }) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd data-testid={testId} data-tone={tone}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
