import { type KeyboardEvent, memo, type MouseEvent, type Ref, useId } from 'react';
import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { formatPrice } from '../../design/format.ts';
import { priceTicks } from '../ticket/payoff-curve.ts';
import { pixelOf, type SmileAxes, valueAt } from './smile-axes.ts';
import { densityAt, nearestStrike, readingWords, type SmileReading, standingOf } from './smile-reading.ts';
import styles from './smile.module.css';
import { useSize } from './use-size.ts';

/** Pixels around the plots, between them, and for the strikes' numbers below. */
const LEFT = 36;
const RIGHT = 14;
const TOP = 16;
const GAP = 18;
const BOTTOM = 18;
/** The smile's share of the height. */
const SMILE_SHARE = 0.6;
const TICK_ROOM = 52;
/** Width over height from which the plots stand side by side. */
const FLAT = 3.2;
const MARK = 3;
/** Half the height of a caption and a number over each other. */
const CAPTION = 7;

export interface SmileChartProps {
  readonly view: SmileView;
  readonly axes: SmileAxes;
  readonly readings: readonly SmileReading[];
  /** Index of the reading under the cursor. */
  readonly at: number;
  readonly spot: number | null;
  readonly chart: Ref<HTMLDivElement>;
  /** The pointer is over the strike of this index; null once it has left. */
  readonly onHover: (at: number | null) => void;
  readonly onPin: (at: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Quoted volatilities with their bid-ask and the smile through them, over the density it implies, on the same strikes. */
export function SmileChart({ view, axes, readings, at, spot, chart, onHover, onPin, onKeyDown }: SmileChartProps) {
  const [size, measure] = useSize();
  const reading = readings[at];
  const indexUnder = (event: MouseEvent): number => {
    const { left, width, height } = event.currentTarget.getBoundingClientRect();
    return nearestStrike(readings, strikeUnder(axes, frameOf(width, height), event.clientX - left));
  };
  return (
    <div
      ref={chart}
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label={`${view.underlying} volatility smile by strike`}
      aria-valuemin={readings[0]?.strike ?? 0}
      aria-valuemax={readings.at(-1)?.strike ?? 0}
      aria-valuenow={reading?.strike ?? 0}
      aria-valuetext={reading === undefined ? '' : readingWords(reading)}
      data-testid="smile-chart"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onHover(indexUnder(event))}
      onPointerLeave={() => onHover(null)}
      onClick={(event) => onPin(indexUnder(event))}
    >
      <div ref={measure} className={styles.canvas}>
        {size === null ? null : (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Plots view={view} axes={axes} readings={readings} spot={spot} width={size.width} height={size.height} />
            {reading === undefined ? null : <Cross view={view} axes={axes} reading={reading} width={size.width} height={size.height} />}
          </svg>
        )}
      </div>
    </div>
  );
}

/** The pixels of one plot. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly foot: number;
}

interface Frame {
  readonly smile: Plot;
  readonly density: Plot;
  readonly isFlat: boolean;
}

/** The smile over the density, or beside it where there is no height for both. */
function frameOf(width: number, height: number): Frame {
  const isFlat = width >= FLAT * height;
  if (isFlat) {
    const half = Math.floor(width / 2);
    const foot = Math.max(TOP + 20, height - BOTTOM);
    return { smile: { left: LEFT, right: half - RIGHT, top: TOP, foot }, density: { left: half + LEFT, right: width - RIGHT, top: TOP, foot }, isFlat };
  }
  const right = Math.max(LEFT + 40, width - RIGHT);
  const room = Math.max(40, height - TOP - GAP - BOTTOM);
  const foot = TOP + room * SMILE_SHARE;
  return { smile: { left: LEFT, right, top: TOP, foot }, density: { left: LEFT, right, top: foot + GAP, foot: TOP + GAP + room }, isFlat };
}

/** The strike under a pixel from the left. */
function strikeUnder({ strikes }: SmileAxes, { smile, density, isFlat }: Frame, pixel: number): number {
  const { left, right } = isFlat && pixel > smile.right + RIGHT ? density : smile;
  return valueAt(strikes, pixel, left, right);
}

function scalesOf({ strikes, volatilities, greatestDensity }: SmileAxes, { smile, density }: Frame) {
  const densities = { low: 0, high: greatestDensity > 0 ? greatestDensity : 1 };
  return {
    /** Of a strike in the smile, and in the density. */
    x: (strike: number): number => pixelOf(strikes, strike, smile.left, smile.right),
    dx: (strike: number): number => pixelOf(strikes, strike, density.left, density.right),
    y: (iv: number): number => pixelOf(volatilities, iv, smile.foot, smile.top),
    d: (value: number): number => pixelOf(densities, value, density.foot, density.top),
  };
}

interface PlotsProps {
  readonly view: SmileView;
  readonly axes: SmileAxes;
  readonly readings: readonly SmileReading[];
  readonly spot: number | null;
  readonly width: number;
  readonly height: number;
}

/** All but the cursor. */
const Plots = memo(function Plots({ view, axes, readings, spot, width, height }: PlotsProps) {
  const clip = useId();
  const frame = frameOf(width, height);
  const { x, dx, y, d } = scalesOf(axes, frame);
  const { strikes, volatilities } = axes;
  const { smile, density, isFlat } = frame;
  const curve = view.fit.state === 'fitted' ? view.fit.curve : [];
  const move = view.fit.state === 'fitted' ? view.fit.move : null;
  const strikeTicks = priceTicks(strikes.low, strikes.high, Math.max(2, Math.floor((smile.right - smile.left) / TICK_ROOM)));
  // None at the very ends, where the captions of the plots stand.
  const percentTicks = priceTicks(volatilities.low * 100, volatilities.high * 100, Math.max(2, Math.floor((smile.foot - smile.top) / 32))).filter(
    (percent) => y(percent / 100) > smile.top + CAPTION && y(percent / 100) < smile.foot - CAPTION,
  );
  const isInside = (price: number): boolean => price >= strikes.low && price <= strikes.high;
  const outline = curve.map(({ strike, density: value }) => `${dx(strike)},${d(value)}`).join('L');
  const middle = (low: number, high: number, className: string | undefined) =>
    low < high ? <rect className={className} x={dx(low)} width={dx(high) - dx(low)} y={density.top} height={density.foot - density.top} clipPath={`url(#${clip}area)`} /> : null;
  return (
    <g className={styles.plots}>
      <clipPath id={`${clip}smile`}>
        <rect x={smile.left} y={smile.top} width={smile.right - smile.left} height={smile.foot - smile.top} />
      </clipPath>
      <clipPath id={`${clip}density`}>
        <rect x={density.left} y={density.top} width={density.right - density.left} height={density.foot - density.top} />
      </clipPath>
      {percentTicks.map((percent) => (
        <g key={percent}>
          <line className={styles.rule} x1={smile.left} x2={smile.right} y1={y(percent / 100)} y2={y(percent / 100)} />
          <text className={styles.tick} x={smile.left - 5} y={y(percent / 100)} dy="0.32em" textAnchor="end">
            {formatPrice(percent, Number.isInteger(percent) ? 0 : 1)}
          </text>
        </g>
      ))}
      {(isFlat ? [smile, density] : [density]).map((plot) => (
        <StrikeAxis key={plot.left} plot={plot} strikes={strikes} ticks={strikeTicks} />
      ))}
      <text className={styles.tick} x={10} y={TOP - 6}>
        IV, % a year
      </text>
      {move === null ? null : (
        <g clipPath={`url(#${clip}density)`}>
          <clipPath id={`${clip}area`}>
            <path d={`M${dx(curve[0]?.strike ?? 0)},${density.foot}L${outline}L${dx(curve.at(-1)?.strike ?? 0)},${density.foot}Z`} />
          </clipPath>
          {middle(move.interval95.low, move.interval95.high, styles.interval95)}
          {middle(move.interval68.low, move.interval68.high, styles.interval68)}
          <path className={styles.density} d={`M${outline}`} />
        </g>
      )}
      <text className={styles.tick} x={density.left - LEFT + 10} y={density.top - 6}>
        {move === null ? 'No density without a smile' : 'Density at the reference time'}
      </text>
      {view.forward !== null && isInside(view.forward) ? (
        <g className={styles.forward}>
          <line x1={x(view.forward)} x2={x(view.forward)} y1={smile.top} y2={smile.foot} />
          <line x1={dx(view.forward)} x2={dx(view.forward)} y1={density.top} y2={density.foot} />
        </g>
      ) : null}
      {spot !== null && isInside(spot) ? <path className={styles.spot} d={triangle(dx(spot), density.foot - MARK, MARK, 1)} /> : null}
      <g clipPath={`url(#${clip}smile)`}>
        <g className={styles.bars}>
          {readings.filter(({ strike }) => isInside(strike)).map(({ strike, iv, halfSpread }) => (
            <line key={strike} x1={x(strike)} x2={x(strike)} y1={y(iv + halfSpread)} y2={y(iv - halfSpread)} />
          ))}
        </g>
        {curve.length === 0 ? null : <path className={styles.curve} d={`M${curve.map(({ strike, iv }) => `${x(strike)},${y(iv)}`).join('L')}`} />}
        {readings.filter(({ strike }) => isInside(strike)).map((reading) => (
          <Quote key={reading.strike} reading={reading} x={x(reading.strike)} y={y(reading.iv)} />
        ))}
      </g>
    </g>
  );
});

function StrikeAxis({ plot: { left, right, foot }, strikes, ticks }: { readonly plot: Plot; readonly strikes: SmileAxes['strikes']; readonly ticks: readonly number[] }) {
  return (
    <g>
      <line className={styles.base} x1={left} x2={right} y1={foot} y2={foot} />
      {ticks.map((strike) => {
        const x = pixelOf(strikes, strike, left, right);
        return (
          <g key={strike}>
            <line className={styles.rule} x1={x} x2={x} y1={foot} y2={foot + 3} />
            <text className={styles.tick} x={x} y={foot + 13} textAnchor="middle">
              {formatPrice(strike, Number.isInteger(strike) ? 0 : 1)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Quote({ reading, x, y }: { readonly reading: SmileReading; readonly x: number; readonly y: number }) {
  const standing = standingOf(reading);
  switch (standing) {
    case 'rich':
      return <path className={styles.rich} d={triangle(x, y, MARK + 1, 1)} />;
    case 'cheap':
      return <path className={styles.cheap} d={triangle(x, y, MARK + 1, -1)} />;
    case 'within':
    case null:
      return <circle className={styles.quote} cx={x} cy={y} r={2} />;
  }
}

function Cross({ view, axes, reading, width, height }: Pick<SmileChartProps, 'view' | 'axes'> & { readonly reading: SmileReading; readonly width: number; readonly height: number }) {
  const frame = frameOf(width, height);
  const { x, dx, y, d } = scalesOf(axes, frame);
  const { smile, density } = frame;
  const { strike, iv } = reading;
  if (strike < axes.strikes.low || strike > axes.strikes.high) return null;
  const curve = view.fit.state === 'fitted' ? view.fit.curve : [];
  const likelihood = densityAt(curve, strike);
  return (
    <g className={styles.cross}>
      <line x1={x(strike)} x2={x(strike)} y1={smile.top} y2={smile.foot} />
      <line x1={dx(strike)} x2={dx(strike)} y1={density.top} y2={density.foot} />
      <circle cx={x(strike)} cy={y(iv)} r={4.5} />
      {likelihood === null ? null : <circle cx={dx(strike)} cy={d(likelihood)} r={3} />}
    </g>
  );
}

/** A triangle around a point: up (1) or down (−1). */
function triangle(x: number, y: number, size: number, direction: 1 | -1): string {
  return `M${x - size},${y + direction * size}L${x},${y - direction * size}L${x + size},${y + direction * size}Z`;
}
