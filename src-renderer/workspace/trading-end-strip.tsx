import { useTradingEnd } from './trading-end.ts';
import styles from './trading-end-strip.module.css';

/** Says, once trading has ended, what happened and what to do next. */
export function TradingEndStrip() {
  const end = useTradingEnd();
  if (end === null) return null;
  return (
    <div className={styles.strip} role="status" data-testid="trading-end">
      <strong>{end.title}</strong> {end.next}
    </div>
  );
}
