import type { SignalRecord } from '../../../src-core/signals/signal.ts';
import { formatSignedDollars, formatTime } from '../../design/format.ts';
import { packageTitle, shortNet } from '../../design/order-words.ts';
import { runCommand } from '../../workspace/commands.ts';
import { confidenceMeaning, confidenceWords, FATE_MEANINGS, figureWords, TYPE_MARKS } from '../signals/signal-words.ts';
import styles from './entry.module.css';

/** The signal that a package was opened on, as it was frozen. */
export function EntrySignal({ record: { signal, fate, settlement } }: { readonly record: SignalRecord }) {
  const candidate = signal.candidates[signal.recommended];
  return (
    <section className={styles.block} aria-label="The signal it came from" data-testid="journal-signal">
      <header>
        <b>
          {TYPE_MARKS[signal.type]} {signal.title}
        </b>{' '}
        <span className={styles.dim}>
          {formatTime(signal.generatedAt)} · {FATE_MEANINGS[fate].toLowerCase()}
        </span>
        <button type="button" className={styles.small} title="Signals of this and earlier sessions" onClick={() => runCommand('panel.signals')}>
          Signals panel
        </button>
      </header>
      <p>{signal.evidence.reason}</p>
      <p className={styles.dim}>
        {signal.evidence.figures.map(({ name, value, unit, bound }) => `${name} ${figureWords(value, unit)}${bound === null ? '' : ` (bound ${figureWords(bound, unit)})`}`).join(' · ')}
      </p>
      <p title={confidenceMeaning(signal.confidence)}>
        {confidenceWords(signal.confidence)}.
        {candidate === undefined ? '' : ` Proposed ${packageTitle(signal.underlying, candidate.legs.map(({ symbol }) => symbol), candidate.structure)} at ${shortNet(candidate.natural)} natural, ${shortNet(candidate.mid)} mid; target ${formatSignedDollars(candidate.target.amount)}, stop ${formatSignedDollars((-candidate.stop.amount) as typeof candidate.stop.amount)} a package.`}
        {settlement === null || settlement.result === null ? '' : ` One package kept by its plan came to ${formatSignedDollars(settlement.result)}.`}
      </p>
    </section>
  );
}
