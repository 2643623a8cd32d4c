import { UNDERLYINGS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { CORRELATION_PAIRS, type CorrelationPair, type MarketState, PAIR_NAMES } from '../../../src-core/signals/market-state.ts';
import styles from './market-state.module.css';
import { pairFigure } from './state-words.ts';

export interface CorrelationMatrixProps extends Pick<MarketState, 'pairs'> {
  readonly chosen: CorrelationPair;
  readonly choose: (pair: CorrelationPair) => void;
}

/** Deviations from the ordinary from which a pair is marked. */
const LOOSE = 2;

/** The short correlation of each pair with what is ordinary at this minute, and how far it is from that. */
export function CorrelationMatrix({ pairs, chosen, choose }: CorrelationMatrixProps) {
  return (
    <table className={styles.matrix} aria-label="Correlations" data-testid="correlation-matrix">
      <colgroup>
        <col />
      </colgroup>
      <thead>
        <tr>
          <td />
          {UNDERLYINGS.map((underlying) => (
            <th key={underlying} scope="col">
              {underlying}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {UNDERLYINGS.map((row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {UNDERLYINGS.map((column) => {
              const name = pairOf(row, column);
              if (name === null) {
                return (
                  <td key={column} className={styles.self}>
                    1
                  </td>
                );
              }
              const { value, baseline, z, title } = pairFigure(pairs[name]);
              const pair = pairs[name];
              const isLoose = pair.ok && pair.value.z !== null && Math.abs(pair.value.z) >= LOOSE;
              return (
                <td key={column}>
                  <button type="button" className={styles.pair} aria-pressed={chosen === name} data-loose={isLoose} title={title} aria-label={`${row} and ${column}: ${value}, ordinary ${baseline}, z ${z}`} onClick={() => choose(name)}>
                    <b>{value}</b>
                    <span>
                      {baseline} {isLoose ? '△' : ''}z {z}
                    </span>
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function pairOf(row: Underlying, column: Underlying): CorrelationPair | null {
  return PAIR_NAMES.find((name) => row !== column && CORRELATION_PAIRS[name].some((member) => member === row) && CORRELATION_PAIRS[name].some((member) => member === column)) ?? null;
}
