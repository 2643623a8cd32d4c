import type { CalibrationView } from '../../../src-core/signals/calibration-view.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatCount, formatPrice, formatSigned } from '../../design/format.ts';
import { FATE_MEANINGS, FATE_NAMES, wholePercent } from '../signals/signal-words.ts';
import { amountWords, correctionName, exitShares, pointsWords, shareWords, standingWords, totalWords } from './calibration-words.ts';
import styles from './calibration.module.css';

interface TypesTableProps extends Pick<CalibrationView, 'types' | 'needed'> {
  readonly chosen: string | null;
  readonly choose: (detector: string | null) => void;
}

/** How each type did, one package a signal after all costs. */
export function TypesTable({ types, needed, chosen, choose }: TypesTableProps) {
  return (
    <section className={styles.section} aria-label="Types of signals">
      <header>
        <b>Types</b>
        <span>one package a signal, after all costs, at executable prices</span>
      </header>
      <div className={styles.sideways}>
        <table className={styles.table} data-testid="calibration-types">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col" className={styles.number} title="Settled signals, and whether they make a record">Record</th>
              <th scope="col" className={styles.number} title="Share that ended above their costs, with its 95 % interval">Won</th>
              <th scope="col" className={styles.number} title="Mean probability that the market implied">Implied</th>
              <th scope="col" className={styles.number} title="Mean result in dollars, with its 95 % interval over sessions">Expectancy, $</th>
              <th scope="col" className={styles.p2} title="Mean result with fills at expected prices, dollars">At exp. fill</th>
              <th scope="col" className={styles.p2} title="Mean of result over maximum loss">Per risk</th>
              <th scope="col" className={styles.p3} title="Mean squared error of what was said">Brier</th>
              <th scope="col" className={styles.number} title="Percent that ended at target, at stop, at expiry">Exits, %</th>
            </tr>
          </thead>
          <tbody>
            {types.map((type) => (
              <tr key={type.detector} className={styles.row} aria-selected={type.detector === chosen} data-testid="calibration-type-row" data-detector={type.detector}>
                <th scope="row">
                  <button type="button" className={styles.link} aria-pressed={type.detector === chosen} onClick={() => choose(type.detector === chosen ? null : type.detector)}>
                    {type.title}
                  </button>
                </th>
                <td className={styles.number} data-state={type.state} title={`${formatCount(type.settled)} settled in ${formatCount(type.sessions)} sessions: ${type.state === 'calibrated' ? 'calibrated' : `not calibrated before ${needed}`}`}>
                  {type.state === 'calibrated' ? `✓ ${formatCount(type.settled)}` : standingWords(type, needed)}
                </td>
                <td className={styles.number}>{shareWords(type.winRate, type.winRateInterval)}</td>
                <td className={styles.number}>{wholePercent(type.implied)}</td>
                <td className={styles.number}>
                  <Figure value={clearOfZero(type.expectancyInterval) ? type.expectancy : null} text={amountWords(type.expectancy, type.expectancyInterval)} />
                </td>
                <td className={styles.p2}>{amountWords(type.expectancyAtExpectedFill, null)}</td>
                <td className={styles.p2}>{type.perRisk === null ? ABSENT : `${formatSigned(type.perRisk * 100, 1)} %`}</td>
                <td className={styles.p3}>{formatPrice(type.brier, 3)}</td>
                <td className={styles.number} title={`${type.exits.target} at target, ${type.exits.stop} at stop, ${type.exits.expiry} at expiry`}>
                  {exitShares(type)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Only what is beyond its interval is coloured as a gain or a loss. */
function clearOfZero(interval: { readonly low: number; readonly high: number } | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** What the record corrects, and how much of it shrinkage leaves. */
export function CorrectionsTable({ corrections }: Pick<CalibrationView, 'corrections'>) {
  return (
    <section className={styles.section} aria-label="Corrections">
      <header>
        <b>Corrections</b>
        <span>at a probability of 50 %</span>
      </header>
      {corrections.length === 0 ? (
        <p className={styles.absent}>Nothing is corrected yet.</p>
      ) : (
        <table className={styles.table} data-testid="calibration-corrections">
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col" className={styles.number} title="What it does to a probability of 50 %">Correction</th>
              <th scope="col" className={styles.number} title="The same in log odds">Log odds</th>
              <th scope="col" className={styles.number} title="How much of the raw correction shrinkage leaves: few signals are trusted little">Kept</th>
              <th scope="col" className={styles.number}>Signals</th>
            </tr>
          </thead>
          <tbody>
            {corrections.map((correction) => (
              <tr key={`${correction.group} ${correction.name}`} className={styles.row}>
                <th scope="row">{correctionName(correction)}</th>
                <td className={styles.number}>{pointsWords(correction.points)}</td>
                <td className={styles.number}>{formatSigned(correction.shift)}</td>
                <td className={styles.number}>{wholePercent(correction.kept)}</td>
                <td className={styles.number}>{formatCount(correction.sample)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What was done with signals, and what each came to. */
export function FatesTable({ fates }: Pick<CalibrationView, 'fates'>) {
  return (
    <section className={styles.section} aria-label="What was done with signals">
      <header>
        <b>What was done, in money</b>
        <span>one package each, traded or not</span>
      </header>
      {fates.length === 0 ? (
        <p className={styles.absent}>Nothing is settled yet.</p>
      ) : (
        <table className={styles.table} data-testid="calibration-fates">
          <thead>
            <tr>
              <th scope="col">Fate</th>
              <th scope="col" className={styles.number} title="Settled, of all">Settled</th>
              <th scope="col" className={styles.number}>Won</th>
              <th scope="col" className={styles.number}>Total</th>
              <th scope="col" className={styles.number} title="With its 95 % interval, dollars">Mean, $</th>
            </tr>
          </thead>
          <tbody>
            {fates.map(({ fate, count, settled, wins, total, mean, interval }) => (
              <tr key={fate} className={styles.row} data-testid="calibration-fate" data-fate={fate}>
                <th scope="row" title={FATE_MEANINGS[fate]}>
                  {FATE_NAMES[fate]}
                </th>
                <td className={styles.number}>{settled === count ? formatCount(count) : `${formatCount(settled)} of ${formatCount(count)}`}</td>
                <td className={styles.number}>{settled === 0 ? ABSENT : wholePercent(wins / settled)}</td>
                <td className={styles.number}>
                  <Figure value={total} text={settled === 0 ? ABSENT : totalWords(total)} />
                </td>
                <td className={styles.number}>{amountWords(mean, interval)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
