import type { ReliabilityView } from '../../../src-core/signals/calibration-view.ts';
import { pixelOf } from '../smile/smile-axes.ts';
import { useSize } from '../smile/use-size.ts';
import { shareWords } from './calibration-words.ts';
import { wholePercent } from '../signals/signal-words.ts';
import styles from './calibration.module.css';

const LEFT = 40;
const RIGHT = 12;
const TOP = 10;
const COUNTS = 34;
const BOTTOM = 20;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;
const WHOLE = { low: 0, high: 1 } as const;

type Bins = ReliabilityView['bins'];

/** How often came true what was said with a probability: on the diagonal, as often as said; with how many signals each is of below. */
export function ReliabilityDiagram({ bins, label }: { readonly bins: Bins; readonly label: string }) {
  const [size, measure] = useSize();
  return (
    <div ref={measure} className={styles.diagram} role="img" aria-label={`${label}; the table has its numbers`} data-testid="reliability-diagram">
      {size === null ? null : (
        <svg width={size.width} height={size.height} aria-hidden="true">
          <Plot {...size} bins={bins} />
        </svg>
      )}
    </div>
  );
}

function Plot({ width, height, bins }: { readonly width: number; readonly height: number; readonly bins: Bins }) {
  const foot = Math.max(TOP + 40, height - BOTTOM - COUNTS);
  // As square as there is room for, so that the diagonal is one.
  const right = Math.max(LEFT + 60, Math.min(width - RIGHT, LEFT + (foot - TOP) * 1.5));
  const x = (share: number): number => pixelOf(WHOLE, share, LEFT, right);
  const y = (share: number): number => pixelOf(WHOLE, share, foot, TOP);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const ground = foot + COUNTS - 2;
  return (
    <>
      {TICKS.map((share) => (
        <g key={share}>
          <line className={styles.rule} x1={LEFT} x2={right} y1={y(share)} y2={y(share)} />
          <text className={styles.tick} x={LEFT - 5} y={y(share)} dy="0.32em" textAnchor="end">
            {share * 100} %
          </text>
          <text className={styles.tick} x={x(share)} y={ground + 13} textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}>
            {share * 100} %
          </text>
        </g>
      ))}
      <line className={styles.diagonal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      <text className={styles.tick} x={LEFT - 5} y={ground} textAnchor="end">
        count
      </text>
      {bins.map(({ forecast, observed, interval, count, low, high }) => (
        <g key={low}>
          <title>{`Said ${wholePercent(forecast)}, came true ${shareWords(observed, interval)}, ${count} signals`}</title>
          <rect className={styles.count} x={x(low) + 1} width={Math.max(1, x(high) - x(low) - 2)} y={ground - (COUNTS - 8) * (count / most)} height={(COUNTS - 8) * (count / most)} />
          <line className={styles.interval} x1={x(forecast)} x2={x(forecast)} y1={y(interval.low)} y2={y(interval.high)} />
          <circle className={styles.bin} cx={x(forecast)} cy={y(observed)} r={3.5} />
        </g>
      ))}
      <path className={styles.reliability} d={`M${bins.map(({ forecast, observed }) => `${x(forecast)},${y(observed)}`).join('L')}`} />
    </>
  );
}
