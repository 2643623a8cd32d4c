import type { SignalView } from '../../../src-core/contract/signals.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { SignalRecord } from '../../../src-core/signals/signal.ts';
import { formatDollars, formatPrice, formatSignedDollars, formatTime } from '../../design/format.ts';
import { instrumentWords, legWords } from '../../design/order-words.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useAnalysisFocus } from '../../workspace/analysis-focus.ts';
import { StateTable } from '../market-state/state-table.tsx';
import { pairFigure, regimeWords } from '../market-state/state-words.ts';
import { goodWhile } from '../ticket/ticket-signal.ts';
import { CandidatePayoffs } from './candidate-payoffs.tsx';
import { CandidatesTable } from './candidates-table.tsx';
import { confidenceMeaning, EXIT_NAMES, FATE_MEANINGS, figureWords, STATUS_NAMES, structureWords, TYPE_MARKS } from './signal-words.ts';
import styles from './signal-detail.module.css';
import type { ReadRecord } from './use-signal-record.ts';

export interface SignalDetailProps {
  readonly signal: SignalView;
  readonly read: ReadRecord;
  /** The candidate that is looked at; null for the recommended one. */
  readonly at: number | null;
  readonly choose: (at: number) => void;
  /** null where the detail is always in sight. */
  readonly close: (() => void) | null;
}

/** Why a signal was made, what it could be traded as, and all that it was made from. */
export function SignalDetail({ signal, read, at, choose, close }: SignalDetailProps) {
  const { record, failure } = read;
  return (
    <section className={styles.detail} aria-label={`${signal.underlying} ${signal.title}`} data-testid="signal-detail" data-signal-id={signal.id}>
      <header className={styles.head}>
        {close === null ? null : (
          <button type="button" className={styles.quiet} onClick={close}>
            ‹ Back Esc
          </button>
        )}
        <b data-type={signal.type}>
          <span>{TYPE_MARKS[signal.type]}</span> {signal.underlying} {signal.title}
        </b>
        <span className={styles.when}>
          {formatTime(signal.generatedAt)} at {formatPrice(signal.underlyingPrice / 10_000)} · {becameWords(signal)}
        </span>
      </header>
      <p className={styles.reason} data-testid="signal-reason">
        {signal.reason}
      </p>
      {record === null ? (
        failure === null ? <PanelState kind="loading" title="Reading what it was made from" /> : <PanelState kind="error" title="What it was made from cannot be read" detail={failure} />
      ) : (
        <Made signal={signal} record={record} at={at ?? record.signal.recommended} choose={choose} />
      )}
    </section>
  );
}

function Made({ signal, record, at, choose }: { readonly signal: SignalView; readonly record: SignalRecord; readonly at: number; readonly choose: (at: number) => void }) {
  const { candidates, recommended, evidence, state, underlyingPrice } = record.signal;
  const chosen = candidates[at];
  return (
    <>
      <ul className={styles.evidence} aria-label="Figures with their bounds">
        {evidence.figures.map(({ name, value, unit, bound }) => (
          <li key={name}>
            {name} <b>{figureWords(value, unit)}</b>
            {bound === null ? null : <span> bound {figureWords(bound, unit).replace('+', '')}</span>}
          </li>
        ))}
      </ul>
      {chosen === undefined ? null : (
        <p className={styles.note}>
          <button
            type="button"
            className={styles.quiet}
            data-testid="signal-analyse"
            title="See what this candidate would do, beside the book"
            onClick={() =>
              useAnalysisFocus.getState().ask({
                kind: 'candidate',
                underlying: signal.underlying,
                candidate: { title: `${signal.title}: ${structureWords(chosen)}`, underlying: signal.underlying, legs: chosen.legs, quantity: Math.max(1, signal.quantity), net: chosen.natural, quotedAt: signal.generatedAt },
              })
            }
          >
            Analyse {structureWords(chosen)}
          </button>
        </p>
      )}
      <div className={styles.compare}>
        <CandidatesTable candidates={candidates} recommended={recommended} at={at} choose={choose} />
        <CandidatePayoffs candidates={candidates} at={at} price={underlyingPrice} />
      </div>
      <p className={styles.note}>
        {confidenceMeaning(signal.confidence)} {signal.status === 'active' ? goodWhile(signal) : ''} Probabilities and mean results of candidates are the market’s own, risk-neutral.
      </p>
      {chosen === undefined ? null : <FrozenQuotes quotes={chosen.quotes} legs={chosen.legs.map((leg) => legWords(leg, 1)).join(', ')} selection={chosen.selection} />}
      <details className={styles.folded} data-testid="signal-state">
        <summary>The market at {formatTime(state.time).slice(0, 5)}, as the detector saw it</summary>
        <p className={styles.note}>{regimeWords(state.regime)}</p>
        <ul className={styles.evidence} aria-label="Correlations">
          {Object.entries(state.pairs).map(([name, pair]) => {
            const { value, baseline, z, title } = pairFigure(pair);
            return (
              <li key={name} title={title}>
                {name.replace('_', ' × ')} <b>{value}</b> <span>ordinary {baseline}, z {z}</span>
              </li>
            );
          })}
        </ul>
        <StateTable underlyings={state.underlyings} />
      </details>
    </>
  );
}

/** What became of it, in a few words. */
function becameWords({ status, fate, endReason, settlement }: SignalView): string {
  if (status === 'active') return 'active';
  const reason = endReason === null ? '' : `: ${endReason.replace(/\.$/, '')}`;
  const end = settlement === null ? 'not settled yet' : settlement.result === null ? `unsettled: ${settlement.reason ?? ''}` : `settled at ${EXIT_NAMES[settlement.exit]}, ${formatSignedDollars(settlement.result)} one package (${formatSignedDollars(settlement.expectedResult)} at expected fills)`;
  return `${STATUS_NAMES[status].toLowerCase()}, ${FATE_MEANINGS[fate].toLowerCase()}${reason}; ${end}`;
}

function FrozenQuotes({ quotes, legs, selection }: { readonly quotes: Candidate['quotes']; readonly legs: string; readonly selection: string }) {
  return (
    <table className={styles.quotes} aria-label="Quotes it was priced from" data-testid="signal-quotes">
      <caption>
        {legs}. {selection}. Quotes as they were:
      </caption>
      <thead>
        <tr>
          <th scope="col">Leg</th>
          {['Bid', '×', 'Ask', '×', 'IV', 'Δ', 'Time'].map((name, index) => (
            <th key={`${name}${index}`} scope="col" className={styles.number}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {quotes.map((quote) => (
          <tr key={quote.symbol}>
            <th scope="row">{instrumentWords(quote.symbol)}</th>
            <td className={styles.number}>{formatDollars(quote.bid).replace('$', '')}</td>
            <td className={styles.number}>{formatPrice(quote.bidSize, 0)}</td>
            <td className={styles.number}>{formatDollars(quote.ask).replace('$', '')}</td>
            <td className={styles.number}>{formatPrice(quote.askSize, 0)}</td>
            <td className={styles.number}>{formatPrice(quote.iv === null ? null : quote.iv * 100, 1)}</td>
            <td className={styles.number}>{formatPrice(quote.delta)}</td>
            <td className={styles.number}>{formatTime(quote.time)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
