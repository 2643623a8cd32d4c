import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { MarketState } from '../../../src-core/signals/market-state.ts';
import { ABSENT } from '../../design/format.ts';
import { STATE_ROWS } from './state-words.ts';
import styles from './market-state.module.css';

/** What is known of each underlying at a bar's close; what is absent says why. */
export function StateTable({ underlyings }: Pick<MarketState, 'underlyings'>) {
  const reasons = UNDERLYINGS.flatMap((underlying) => {
    const measured = underlyings[underlying];
    return measured.ok ? [] : [`${underlying}: ${measured.reason}`];
  });
  return (
    <>
      <table className={styles.table} aria-label="Figures by underlying" data-testid="market-state-figures">
        <thead>
          <tr>
            <th scope="col">At the bar’s close</th>
            {UNDERLYINGS.map((underlying) => (
              <th key={underlying} scope="col" className={styles.number}>
                {underlying}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {STATE_ROWS.map(({ name, title, of }) => (
            <tr key={name} className={styles.row}>
              <th scope="row" title={title}>
                {name}
              </th>
              {UNDERLYINGS.map((underlying) => {
                const measured = underlyings[underlying];
                const figure = measured.ok ? of(measured.value) : { text: ABSENT, title: measured.reason };
                const { text, title: what } = typeof figure === 'string' ? { text: figure, title: '' } : figure;
                return (
                  <td key={underlying} className={styles.number} title={what === '' ? undefined : what} data-absent={text === ABSENT}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {reasons.map((reason) => (
        <p key={reason} className={styles.reason}>
          {ABSENT} {reason}
        </p>
      ))}
    </>
  );
}
