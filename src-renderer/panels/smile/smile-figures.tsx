import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { ABSENT, formatPrice, formatProbability, formatSigned } from '../../design/format.ts';
import { percentPoints, signedPoints, type SmileReading, STANDING_MARKS, standingOf, strikeWords } from './smile-reading.ts';
import { DENSITY_MEAN_WORDS, DENSITY_SIGMA_WORDS, fitErrorWords, INTERVAL_WORDS, plusMinus, straddleMeanWords, straddleSigmaWords, WITHIN_WORDS } from './smile-words.ts';
import styles from './smile.module.css';

/** How far the price is expected to move, and how well the smile goes through the quotes. */
export function SmileFigures({ view: { fit, straddle } }: { readonly view: SmileView }) {
  const fitted = fit.state === 'fitted' ? fit : null;
  const move = fitted?.move ?? null;
  return (
    <dl className={styles.figures} data-testid="smile-figures">
      <Item name="Move, straddle" title={straddleMeanWords(straddle)} value={plusMinus(straddle?.mean ?? null)} testId="smile-straddle-mean" />
      <Item name="Move, density" title={DENSITY_MEAN_WORDS} value={plusMinus(move?.mean ?? null)} testId="smile-density-mean" />
      <Item name="1σ, straddle" title={straddleSigmaWords(straddle)} value={plusMinus(straddle?.sigma ?? null)} testId="smile-straddle-sigma" />
      <Item name="1σ, density" title={DENSITY_SIGMA_WORDS} value={plusMinus(move?.sigma ?? null)} testId="smile-density-sigma" />
      <Item name="68 %" title={INTERVAL_WORDS[68]} value={intervalWords(move?.interval68)} testId="smile-interval-68" />
      <Item name="95 %" title={INTERVAL_WORDS[95]} value={intervalWords(move?.interval95)} testId="smile-interval-95" />
      <Item name="Fit error" title={fitted === null ? 'No smile is fitted' : fitErrorWords(fitted)} value={fitted === null ? ABSENT : `${percentPoints(fitted.rms)} pt`} testId="smile-fit-error" />
      <Item name="In bid-ask" title={WITHIN_WORDS} value={fitted === null ? ABSENT : `${Math.round(fitted.withinSpread * 100)} %`} testId="smile-within" />
    </dl>
  );
}

/** What the cursor is on. */
export function SmileReadingLine({ reading }: { readonly reading: SmileReading | undefined }) {
  const { strike = null, iv = null, halfSpread = null, fitted = null, residual = null, halfSpreads = null, below = null } = reading ?? {};
  const standing = reading === undefined ? null : standingOf(reading);
  const mark = standing === null ? '' : STANDING_MARKS[standing];
  return (
    <dl className={styles.reading} data-testid="smile-reading">
      <Item name="Strike" title="Quoted strike under the cursor: ← and → move it, Esc brings it back to the forward" value={strike === null ? ABSENT : strikeWords(strike)} testId="smile-strike" />
      <Item name="IV, %" title="Quoted volatility, half way between bid and ask, ± half of its bid-ask spread" value={iv === null ? ABSENT : `${percentPoints(iv)} ±${percentPoints(halfSpread)}`} testId="smile-iv" />
      <Item name="Fitted, %" title="Volatility of the smile at the strike" value={percentPoints(fitted)} testId="smile-fitted" />
      <Item
        name="Residual"
        title="Quoted less fitted: in points of volatility, and in half-spreads of the quote. Above 1 half-spread it is rich ▲, below −1 cheap ▼"
        value={residual === null ? ABSENT : `${mark}${signedPoints(residual)} pt ${formatSigned(halfSpreads)}×`}
        standing={standing ?? undefined}
        testId="smile-residual"
      />
      <Item name="P(below)" title="Risk-neutral probability that the price at the reference time is at or below the strike" value={formatProbability(below)} testId="smile-below" />
      <Item name="P(above)" title="Risk-neutral probability that the price at the reference time is above the strike" value={formatProbability(below === null ? null : 1 - below)} testId="smile-above" />
    </dl>
  );
}

function intervalWords(interval: { readonly low: number; readonly high: number } | undefined): string {
  return interval === undefined ? ABSENT : `${formatPrice(interval.low)} – ${formatPrice(interval.high)}`;
}

interface ItemProps {
  readonly name: string;
  readonly title: string;
  readonly value: string;
  readonly standing?: string | undefined;
  readonly testId: string;
}

function Item({ name, title, value, standing, testId }: ItemProps) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd data-testid={testId} data-standing={standing}>
        {value}
      </dd>
    </div>
  );
}
