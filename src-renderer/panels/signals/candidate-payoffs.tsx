import { useId, useMemo } from 'react';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, type Money, subtract, times, toDollars } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { payoff, payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { formatPrice, formatSigned } from '../../design/format.ts';
import { pixelOf } from '../smile/smile-axes.ts';
import { useSize } from '../smile/use-size.ts';
import { payoffCurve, priceTicks } from '../ticket/payoff-curve.ts';
import { structureWords } from './signal-words.ts';
import styles from './signal-detail.module.css';

/** Shares behind one package's price per share. */
const SHARES = 100;
const LEFT = 46;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 18;

export interface CandidatePayoffsProps {
  readonly candidates: readonly Candidate[];
  readonly at: number;
  /** The underlying at the signal's moment. */
  readonly price: Money;
}

interface Reach {
  readonly low: number;
  readonly high: number;
}

/** Of the distance shown, and of the price itself, that is left on either side. */
const ROOM_OF_SPAN = 0.3;
const ROOM_OF_PRICE = 0.002;

/** Dollars: strikes and break-evens of all that can be traded, and the price. The far wings of what is refused would press the rest together. */
function payoffReach(candidates: readonly Candidate[], price: Money): Reach {
  const tradable = candidates.filter(({ refusal }) => refusal === null);
  const marks = (tradable.length === 0 ? candidates : tradable).flatMap(({ legs, breakEvens }) => [
    ...breakEvens,
    ...legs.flatMap(({ symbol }) => {
      const instrument = parseSymbol(symbol);
      return instrument.kind === 'option' ? [toDollars(instrument.strike)] : [];
    }),
  ]);
  const spot = toDollars(price);
  const [low, high] = [Math.min(spot, ...marks), Math.max(spot, ...marks)];
  const room = Math.max(ROOM_OF_SPAN * (high - low), ROOM_OF_PRICE * spot);
  return { low: Math.max(0.01, low - room), high: high + room };
}

type Paid = Pick<Candidate, 'legs' | 'natural' | 'fees'>;

function holdingsOf({ legs }: Paid): readonly Holding[] {
  return legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio }));
}

function costOf({ natural, fees }: Paid): Money {
  return add(times(natural, SHARES), fees.entry);
}

/** Dollars at expiry of one package entered at the natural price, fees included, over `prices`. */
export function candidatePayoff(candidate: Paid, centre: Money, prices: Reach) {
  const holdings = holdingsOf(candidate);
  const { points } = payoffProfile(holdings, costOf(candidate), centre);
  const at = (price: number) => ({ price, result: toDollars(subtract(payoff(holdings, fromDollars(price)), costOf(candidate))) });
  return payoffCurve([at(prices.low), ...points.filter(({ price }) => price > prices.low && price < prices.high), at(prices.high)]);
}

/** The result at expiry of every candidate over the price, the one under consideration in front. */
export function CandidatePayoffs({ candidates, at, price }: CandidatePayoffsProps) {
  const [size, measure] = useSize();
  const clip = useId();
  // The same axis for all, so that it stays as one goes from candidate to candidate.
  const { curves, prices } = useMemo(() => {
    const prices = payoffReach(candidates, price);
    return { prices, curves: candidates.map((candidate) => candidatePayoff(candidate, price, prices)) };
  }, [candidates, price]);
  const chosen = candidates[at];
  if (chosen === undefined) return null;
  const inside = curves.flat().map(({ result }) => result);
  const room = 0.08 * (Math.max(0, ...inside) - Math.min(0, ...inside));
  const results = { low: Math.min(0, ...inside) - room, high: Math.max(0, ...inside) + room };
  return (
    <figure className={styles.payoffs} data-testid="signal-payoffs">
      <figcaption>At expiry, one package, after fees: {structureWords(chosen)}</figcaption>
      <div ref={measure} className={styles.canvas} role="img" aria-label={`Result at expiry of the ${structureWords(chosen)} over the price of the underlying; the table has its greatest gain and loss and its break-evens`}>
        {size === null ? null : (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Plot {...size} clip={clip} curves={curves} at={at} prices={prices} results={results} spot={toDollars(price)} breakEvens={chosen.breakEvens} />
          </svg>
        )}
      </div>
    </figure>
  );
}

interface PlotProps {
  readonly width: number;
  readonly height: number;
  readonly clip: string;
  readonly curves: readonly ReturnType<typeof candidatePayoff>[];
  readonly at: number;
  readonly prices: Reach;
  readonly results: { readonly low: number; readonly high: number };
  readonly spot: number;
  readonly breakEvens: readonly number[];
}

function Plot({ width, height, clip, curves, at, prices, results, spot, breakEvens }: PlotProps) {
  const foot = Math.max(TOP + 20, height - BOTTOM);
  const right = Math.max(LEFT + 40, width - RIGHT);
  const x = (price: number): number => pixelOf(prices, price, LEFT, right);
  const y = (result: number): number => pixelOf(results, result, foot, TOP);
  const line = (curve: PlotProps['curves'][number]): string => `M${curve.map((point) => `${x(point.price)},${y(point.result)}`).join('L')}`;
  const own = curves[at] ?? [];
  const area = (side: 'gain' | 'loss'): string => `M${x(own[0]?.price ?? 0)},${y(0)}L${own.map((point) => `${x(point.price)},${y(point[side])}`).join('L')}L${x(own.at(-1)?.price ?? 0)},${y(0)}Z`;
  const isInside = (price: number): boolean => price >= prices.low && price <= prices.high;
  return (
    <>
      <clipPath id={clip}>
        <rect x={LEFT} y={TOP} width={right - LEFT} height={foot - TOP} />
      </clipPath>
      {priceTicks(prices.low, prices.high, Math.max(2, Math.floor((right - LEFT) / 48))).map((price) => (
        <text key={price} className={styles.tick} x={x(price)} y={foot + 13} textAnchor="middle">
          {formatPrice(price, Number.isInteger(price) ? 0 : 2)}
        </text>
      ))}
      {resultTicks(results).map((result) => (
        <g key={result}>
          <line className={result === 0 ? styles.zero : styles.rule} x1={LEFT} x2={right} y1={y(result)} y2={y(result)} />
          <text className={styles.tick} x={LEFT - 5} y={y(result)} dy="0.32em" textAnchor="end">
            {formatSigned(result, 0)}
          </text>
        </g>
      ))}
      <g clipPath={`url(#${clip})`}>
        <path className={styles.gain} d={area('gain')} />
        <path className={styles.loss} d={area('loss')} />
        {curves.map((curve, index) => (index === at ? null : <path key={`${index} ${curve[0]?.price ?? ''}`} className={styles.other} d={line(curve)} />))}
        {breakEvens.filter(isInside).map((price) => (
          <line key={price} className={styles.breakEven} x1={x(price)} x2={x(price)} y1={TOP} y2={foot} />
        ))}
        <path className={styles.own} d={line(own)} />
      </g>
      {isInside(spot) ? (
        <>
          <line className={styles.spot} x1={x(spot)} x2={x(spot)} y1={TOP} y2={foot} />
          <text className={styles.tick} x={x(spot)} y={TOP - 5} textAnchor="middle">
            {formatPrice(spot)}
          </text>
        </>
      ) : null}
    </>
  );
}

/** Round amounts with zero among them. */
function resultTicks({ low, high }: { readonly low: number; readonly high: number }): readonly number[] {
  const step = [10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_500, 5_000].find((size) => (high - low) / size <= 5) ?? (high - low) / 5;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}
