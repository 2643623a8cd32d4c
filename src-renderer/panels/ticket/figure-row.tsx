import type { ReactNode } from 'react';
import type { Money } from '../../../src-core/money.ts';
import { Figure } from '../../design/figure.tsx';
import { formatSignedDollars } from '../../design/format.ts';
import styles from './ticket.module.css';

export interface FigureRowProps {
  readonly name: string;
  readonly title?: string | undefined;
  readonly testId: string;
  /** A row of its own; others share one in pairs. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One figure of the ticket with its name. */
export function FigureRow({ name, title, testId, wide = false, children }: FigureRowProps) {
  return (
    <div className={styles.figureRow} data-wide={wide} title={title}>
      <dt>{name}</dt>
      <dd className={styles.value} data-testid={testId}>
        {children}
      </dd>
    </div>
  );
}

/** An amount won or lost. */
export function Result({ amount }: { readonly amount: Money | null }) {
  return <Figure value={amount} text={formatSignedDollars(amount)} weight="strong" />;
}
