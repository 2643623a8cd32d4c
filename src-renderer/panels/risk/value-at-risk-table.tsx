import type { ValueAtRisk } from '../../../src-core/risk/measures.ts';
import { formatCount } from '../../design/format.ts';
import { aheadWords, wholeDollars } from './risk-words.ts';
import styles from './risk.module.css';

const FIGURES: readonly (readonly [key: 'var95' | 'var99' | 'shortfall95' | 'shortfall99', name: string, title: string])[] = [
  ['var95', 'VaR 95', 'A loss that is not passed in 95 of 100 cases'],
  ['var99', 'VaR 99', 'A loss that is not passed in 99 of 100 cases'],
  ['shortfall95', 'ES 95', 'Mean of the losses beyond VaR 95'],
  ['shortfall99', 'ES 99', 'Mean of the losses beyond VaR 99'],
];

/** Losses that the book may see by simulation of the three underlyings together. */
export function ValueAtRiskTable({ horizons }: { readonly horizons: readonly ValueAtRisk[] }) {
  const said = horizons.map(({ horizon, note, paths }) => ({ horizon, note: `${note} ${formatCount(paths)} paths.` }));
  const notes = new Set(said.map(({ note }) => note)).size > 1 ? said.map(({ horizon, note }) => `${aheadWords(horizon)}: ${note}`) : said.slice(0, 1).map(({ note }) => note);
  return (
    <>
      <table className={styles.table} aria-label="Value at risk" data-testid="risk-var">
        <thead>
          <tr>
            <th scope="col">Loss within</th>
            {FIGURES.map(([key, name, title]) => (
              <th key={key} scope="col" className={styles.number} title={title}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {horizons.map((horizon, index) => (
            // One is an hour or what is left of the day, the other the rest of the day: their place tells them apart.
            <tr key={index === 0 ? 'hour' : `to the reference ${index}`} className={styles.row}>
              <th scope="row">
                {aheadWords(horizon.horizon)}
                {index > 0 ? ', to the reference' : ''}
              </th>
              {FIGURES.map(([key]) => (
                <td key={key} className={styles.number}>
                  {wholeDollars(horizon[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </>
  );
}
