import { formatPrice, formatProbability, formatSigned } from '../../design/format.ts';
import { type Analysis, resultAt } from './analyse.ts';
import { minuteText, resultWords } from './analysis-words.ts';
import styles from './analysis.module.css';
import { drawnCurves } from './greek-series.ts';

/** What the curves say at the price under the cursor, or at the spot. */
export function PayoffReading({ analysis, price }: { readonly analysis: Analysis; readonly price: number | null }) {
  const { frame } = analysis;
  const at = price ?? frame.spot;
  const below = frame.market.distribution?.cumulative(at) ?? null;
  return (
    <dl className={styles.reading} data-testid="analysis-reading">
      <div>
        <dt>{price === null ? 'Spot' : 'Price'}</dt>
        <dd>
          {formatPrice(at)} <span>{formatSigned((at / frame.spot - 1) * 100)} %</span>
        </dd>
      </div>
      <div title="Risk-neutral probability that the price ends above, at the reference">
        <dt>P(above)</dt>
        <dd>{formatProbability(below === null ? null : 1 - below)}</dd>
      </div>
      {drawnCurves(analysis).map(({ name, curves }) => (
        <div key={name} data-letter={name}>
          <dt>
            <b>{name === 'sum' ? 'Σ' : name}</b> {frame.isNow ? 'now' : minuteText(frame.time)} · end
          </dt>
          <dd>
            {resultWords(price === null ? curves.greeks.at.value : resultAt(curves.at, frame, at))} · {resultWords(curves.pricer.payoffAt(at) - curves.cost)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
