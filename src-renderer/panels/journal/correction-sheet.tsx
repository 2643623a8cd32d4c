import { type FormEvent, useState } from 'react';
import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { useCore } from '../../connection/core.tsx';
import { formatSignedDollars } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';
import { Sheet } from '../../design/sheet.tsx';
import { writtenAssignment, writtenCharges } from './correction-draft.ts';
import { rowTitle } from './journal-words.ts';
import styles from './sheets.module.css';

export type Correcting = { readonly kind: 'assignment'; readonly symbol: InstrumentSymbol; readonly contracts: number } | { readonly kind: 'charges' };

export interface CorrectionSheetProps {
  readonly entry: JournalEntry;
  readonly correcting: Correcting;
  /** It is booked. */
  readonly done: () => void;
  readonly onClose: () => void;
}

/** Books what became known late, once it was said what that restates. */
export function CorrectionSheet({ entry, correcting, done, onClose }: CorrectionSheetProps) {
  const core = useCore();
  const [id] = useState(() => crypto.randomUUID());
  const [contracts, setContracts] = useState(correcting.kind === 'assignment' ? String(correcting.contracts) : '');
  const [charges, setCharges] = useState({ commission: '', fees: '', reason: '' });
  const [isAsking, setAsking] = useState(false);
  const [isBooking, setBooking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [restated, setRestated] = useState<readonly DailyResult[] | null>(null);
  const title = correcting.kind === 'assignment' ? 'Record a late assignment' : 'Correct charges';
  const written = correcting.kind === 'assignment' ? writtenAssignment(id, entry, { symbol: correcting.symbol, contracts }, correcting.contracts) : writtenCharges(id, entry, charges);
  const edit = (change: () => void): void => {
    change();
    setAsking(false);
    setProblem(null);
  };

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if ('problem' in written) {
      setProblem(written.problem);
      return;
    }
    if (!isAsking) {
      setAsking(true);
      return;
    }
    setBooking(true);
    try {
      setRestated(await core.call('performance.correct', { correction: written.correction }));
      done();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setAsking(false);
    }
    setBooking(false);
  }

  return (
    <Sheet title={title} testId="correction-sheet" onClose={onClose}>
      <h2>{title}</h2>
      {restated !== null ? (
        <div className={styles.form}>
          <p role="status" data-testid="correction-done">
            Booked. Restated: {wholeDays(restated)}
          </p>
          <div className={styles.acts}>
            <button type="button" className={styles.primary} data-focus autoFocus onClick={onClose}>
              Close
            </button>
          </div>
        </div>
      ) : (
        <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
          <p className={styles.dim}>{rowTitle(entry.row)}</p>
          {correcting.kind === 'assignment' ? (
            <label className={styles.line}>
              <span>Contracts of {instrumentWords(correcting.symbol)}</span>
              <input className={styles.number} inputMode="numeric" value={contracts} data-testid="correction-contracts" onChange={(event) => edit(() => setContracts(event.target.value))} />
              <span className={styles.dim}>of {correcting.contracts} that lapsed</span>
            </label>
          ) : (
            <>
              {(['commission', 'fees'] as const).map((part) => (
                <label key={part} className={styles.line}>
                  <span>{part === 'commission' ? 'More commission' : 'More fees'}</span>
                  <input className={styles.number} inputMode="decimal" placeholder="0.00" value={charges[part]} data-testid={`correction-${part}`} onChange={(event) => edit(() => setCharges({ ...charges, [part]: event.target.value }))} />
                  <span className={styles.dim}>dollars; negative for less</span>
                </label>
              ))}
              <label className={styles.line}>
                <span>Reason</span>
                <input className={styles.text} maxLength={200} placeholder="statement of 23 November" value={charges.reason} data-testid="correction-reason" onChange={(event) => edit(() => setCharges({ ...charges, reason: event.target.value }))} />
              </label>
            </>
          )}
          {isAsking && 'says' in written ? (
            <p className={styles.asking} role="alert" data-testid="correction-says">
              {written.says} A correction cannot be taken back, only corrected again.
            </p>
          ) : null}
          {problem === null ? null : (
            <p className={styles.problem} role="alert" data-testid="correction-problem">
              {problem}
            </p>
          )}
          <div className={styles.acts}>
            <button type="submit" className={styles.primary} disabled={isBooking} data-armed={isAsking ? 'false' : undefined} data-testid="correction-book">
              {isAsking ? 'Book it and restate' : 'Show what is restated'}
            </button>
            <button type="button" className={styles.button} onClick={onClose}>
              Cancel Esc
            </button>
          </div>
        </form>
      )}
    </Sheet>
  );
}

/** The days' sums: "2026-11-20 net −$12.30, 2026-11-23 net +$4.00." */
function wholeDays(days: readonly DailyResult[]): string {
  const whole = days.filter(({ underlying }) => underlying === null);
  if (whole.length === 0) return 'no day.';
  return `${whole.map(({ date, net }) => `${date} net ${formatSignedDollars(net)}`).join(', ')}.`;
}
