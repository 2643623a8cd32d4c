import type { Severity } from '../../../src-core/risk/risk-event.ts';
import { SEVERITY_MARKS, SEVERITY_NAMES } from '../../design/severity-words.ts';
import styles from './alerts.module.css';

/** How grave something is, by mark, word and colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <span className={styles.severity} data-severity={severity}>
      <span aria-hidden="true">{SEVERITY_MARKS[severity]}</span> {SEVERITY_NAMES[severity]}
    </span>
  );
}
