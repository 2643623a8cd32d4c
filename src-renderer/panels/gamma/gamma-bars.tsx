import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import type { GammaView } from '../../../src-core/contract/volatility.ts';
import { formatCount } from '../../design/format.ts';
import { pixelOf } from '../smile/smile-axes.ts';
import { moveAlong, strikeWords } from '../smile/smile-reading.ts';
import { useSize } from '../smile/use-size.ts';
import { axisRange, axisTicks } from '../volatility/plot-axes.ts';
import plots from '../volatility/plots.module.css';
import { amountWords, type Convention, counted } from './gamma-words.ts';
import styles from './gamma.module.css';

const LEFT = 56;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 20;
const TICK_HEIGHT = 30;
const STRIKE_WIDTH = 46;

type Known = Extract<GammaView['exposure'], { readonly state: 'known' }>;

export interface GammaBarsProps {
  readonly strikes: Known['strikes'];
  readonly convention: Convention;
  readonly spot: number | null;
  readonly flip: number | null;
}

/** Exposure by strike: calls and puts as the convention counts them, with their sum, around the spot. */
export function GammaBars(props: GammaBarsProps) {
  const { strikes, convention, spot } = props;
  const [size, measure] = useSize();
  const [at, setAt] = useState<number | null>(null);
  const strike = at === null ? undefined : strikes[Math.min(at, strikes.length - 1)];
  const words = strike === undefined ? '' : readingWords(strike, convention);
  const onMove = (event: MouseEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left - LEFT) / Math.max(1, width - LEFT - RIGHT);
    const { low, high } = strikeSpan(strikes);
    setAt(nearestIndex(strikes, low + share * (high - low)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') setAt(null);
    const next = moveAlong(event.key, at ?? nearestIndex(strikes, spot ?? 0), strikes.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div className={plots.plot}>
      <p className={plots.reading} data-testid="gamma-reading" data-unpictured="true">
        {words}
      </p>
      <div
        ref={measure}
        className={plots.canvas}
        role="slider"
        tabIndex={0}
        aria-label="Gamma exposure by strike"
        aria-valuemin={strikes[0]?.strike ?? 0}
        aria-valuemax={strikes.at(-1)?.strike ?? 0}
        aria-valuenow={strike?.strike ?? strikes[0]?.strike ?? 0}
        aria-valuetext={words}
        data-testid="gamma-bars"
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onKeyDown={onKeyDown}
      >
        {size === null ? null : <Bars {...props} chosen={strike?.strike ?? null} width={size.width} height={size.height} />}
      </div>
    </div>
  );
}

function readingWords(strike: Known['strikes'][number], convention: Convention): string {
  const { calls, puts, net } = counted(convention, strike);
  return `${strikeWords(strike.strike)}: calls ${amountWords(calls, true)}, puts ${amountWords(puts, true)}, ${convention === 'total' ? 'total' : 'net'} ${amountWords(net, true)}; ${formatCount(strike.openInterest)} open`;
}

function Bars({ strikes, convention, spot, flip, chosen, width, height }: GammaBarsProps & { readonly chosen: number | null; readonly width: number; readonly height: number }) {
  const values = strikes.map((strike) => ({ strike: strike.strike, ...counted(convention, strike) }));
  const most = Math.max(2, Math.floor((height - TOP - BOTTOM) / TICK_HEIGHT));
  const range = axisRange(values.flatMap(({ calls, puts, net }) => (convention === 'total' ? [net] : [calls, puts])), most, true);
  if (range === null) return null;
  const span = strikeSpan(strikes);
  const foot = Math.max(TOP + 10, height - BOTTOM);
  const right = Math.max(LEFT + 20, width - RIGHT);
  const x = (value: number): number => pixelOf(span, value, LEFT, right);
  const y = (value: number): number => pixelOf(range, value, foot, TOP);
  const room = Math.max(2, Math.floor((right - LEFT) / STRIKE_WIDTH));
  const bar = Math.max(1.5, Math.min(18, (0.72 * (right - LEFT)) / Math.max(1, (span.high - span.low) / leastGap(strikes))));
  const rect = (from: number, to: number, at: number, className: string | undefined) =>
    from === to ? null : <rect className={className} x={x(at) - bar / 2} width={bar} y={Math.min(y(from), y(to))} height={Math.max(0.5, Math.abs(y(from) - y(to)))} />;
  return (
    <svg width={width} height={height} aria-hidden="true">
      {axisTicks(range, most).map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? plots.zero : plots.rule} x1={LEFT} x2={right} y1={y(tick)} y2={y(tick)} />
          <text className={plots.tick} x={LEFT - 5} y={y(tick)} dy="0.32em" textAnchor="end">
            {tick === 0 ? '0' : amountWords(tick)}
          </text>
        </g>
      ))}
      {axisTicks(span, room).map((tick) => (
        <text key={tick} className={plots.tick} x={x(tick)} y={foot + 14} textAnchor="middle">
          {strikeWords(tick)}
        </text>
      ))}
      {values.map(({ strike, calls, puts, net }) => (
        <g key={strike} data-testid="gamma-bar" data-strike={strike} opacity={chosen === null || chosen === strike ? 1 : 0.55}>
          {rect(0, calls, strike, styles.calls)}
          {convention === 'total' ? rect(calls, calls + puts, strike, styles.puts) : rect(0, puts, strike, styles.puts)}
          {convention === 'total' || y(0) - y(Math.abs(calls) + Math.abs(puts)) < 1 ? null : <line className={styles.net} x1={x(strike) - bar / 2 - 1} x2={x(strike) + bar / 2 + 1} y1={y(net)} y2={y(net)} />}
        </g>
      ))}
      {spot === null ? null : <Upright x={x(spot)} foot={foot} right={right} text={`spot ${strikeWords(Math.round(spot * 100) / 100)}`} row={0} className={styles.spot} />}
      {flip === null || flip < span.low || flip > span.high ? null : <Upright x={x(flip)} foot={foot} right={right} text={`flip ${flip.toFixed(2)}`} row={1} className={styles.flip} />}
    </svg>
  );
}

function Upright({ x, foot, right, text, row, className }: { readonly x: number; readonly foot: number; readonly right: number; readonly text: string; readonly row: number; readonly className: string | undefined }) {
  const isRight = x > right - 90;
  return (
    <g className={className}>
      <line x1={x} x2={x} y1={TOP} y2={foot} />
      <text className={plots.mark} x={isRight ? x - 4 : x + 4} y={TOP + 8 + 12 * row} textAnchor={isRight ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  );
}

/** Half a bar more than the strikes on either side. */
function strikeSpan(strikes: GammaBarsProps['strikes']): { readonly low: number; readonly high: number } {
  const gap = leastGap(strikes);
  return { low: (strikes[0]?.strike ?? 0) - gap, high: (strikes.at(-1)?.strike ?? 1) + gap };
}

function leastGap(strikes: GammaBarsProps['strikes']): number {
  let least = Number.POSITIVE_INFINITY;
  strikes.forEach(({ strike }, index) => {
    const before = strikes[index - 1];
    if (before !== undefined) least = Math.min(least, strike - before.strike);
  });
  return Number.isFinite(least) ? least : 1;
}

function nearestIndex(strikes: GammaBarsProps['strikes'], price: number): number {
  let nearest = 0;
  strikes.forEach(({ strike }, index) => {
    if (Math.abs(strike - price) < Math.abs((strikes[nearest]?.strike ?? Number.POSITIVE_INFINITY) - price)) nearest = index;
  });
  return nearest;
}
