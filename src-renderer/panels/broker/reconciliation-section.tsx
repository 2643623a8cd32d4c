import { useState } from 'react';
import type { Difference, DifferenceChoice, Reconciliation } from '../../../src-core/contract/broker.ts';
import { formatTime } from '../../design/format.ts';
import { useNow } from '../../workspace/use-now.ts';
import styles from './broker.module.css';
import { DifferenceRow } from './difference-row.tsx';
import { Part } from './part.tsx';
import { differencesInOrder, reconciliationWords } from './reconciliation-words.ts';

export interface ReconciliationSectionProps {
  readonly reconciliation: Reconciliation | null;
  readonly isPaper: boolean;
  /** Whether the broker is reached: else the comparison is of before. */
  readonly isReached: boolean;
  readonly visible: boolean;
}

/** How the newest comparison of the broker's records with the books went, and what differs. */
export function ReconciliationSection({ reconciliation, isPaper, isReached, visible }: ReconciliationSectionProps) {
  const isRunning = reconciliation !== null && reconciliation.ended === null;
  const now = useNow(visible && isRunning);
  const [asked, setAsked] = useState<{ readonly id: string; readonly choice: DifferenceChoice } | null>(null);
  const when = formatTime(reconciliation === null ? null : (reconciliation.ended ?? reconciliation.began));
  const words = reconciliationWords(reconciliation, when, now);
  const differences: readonly Difference[] = differencesInOrder(reconciliation?.differences ?? []);
  return (
    <Part name="Books and broker" testId="broker-reconciliation">
      <p className={styles.lead} role="status" data-tone={words.tone ?? undefined} data-testid="broker-reconciliation-state">
        <b className={styles.mark} data-tone={words.tone ?? undefined}>
          {words.sign} {words.head}
        </b>
      </p>
      <p className={styles.detail}>{reconciliation === null && isPaper ? 'The paper broker’s orders are compared with the books whenever it is asked for, and after the machine slept.' : words.detail}</p>
      {isReached || reconciliation === null || reconciliation.ended === null ? null : (
        <p className={styles.detail} data-tone="warning" data-testid="broker-reconciliation-old">
          △ That was before the connection was lost: it is compared anew when the broker is reached.
        </p>
      )}
      {differences.length === 0 ? null : (
        <ul className={styles.differences} aria-label="Differences">
          {differences.map((difference) => (
            <DifferenceRow
              key={difference.id}
              difference={difference}
              asked={asked?.id === difference.id ? asked.choice : null}
              ask={(choice) => setAsked(choice === null ? null : { id: difference.id, choice })}
            />
          ))}
        </ul>
      )}
    </Part>
  );
}
