import { MINUTE } from '../../../src-core/time.ts';
import type { AnalysisFrame } from './analyse.ts';
import { LEAST_SHIFT, MOST_SHIFT } from './analysis-store.ts';
import { minuteText, shiftWords, STICKY_WORDS, timeWords } from './analysis-words.ts';
import styles from './analysis.module.css';

export interface MomentSlidersProps {
  readonly frame: AnalysisFrame;
  readonly setAt: (at: number | null) => void;
  readonly setShift: (points: number) => void;
}

/** The time of day from now to the reference, and points of volatility. */
export function MomentSliders({ frame, setAt, setShift }: MomentSlidersProps) {
  const { reference, time: now } = frame.market.view;
  const whole = Math.max(0, Math.ceil((reference - now) / MINUTE));
  const left = frame.isNow ? whole : Math.max(0, Math.round((reference - frame.time) / MINUTE));
  const points = frame.shift * 100;
  const isPlain = frame.isNow && points === 0;
  return (
    <div className={styles.sliders}>
      <label title="The time of day that is looked at: now to the reference. Keys [ and ] move it by five minutes">
        <span>Time</span>
        <input
          type="range"
          min={0}
          max={whole}
          step={1}
          value={whole - left}
          disabled={whole === 0}
          aria-label="Time of day"
          aria-valuetext={timeWords(frame)}
          data-testid="analysis-time"
          onChange={(event) => setAt(event.target.valueAsNumber === 0 ? null : reference - (whole - event.target.valueAsNumber) * MINUTE)}
        />
        <output>{frame.isNow ? `now ${minuteText(now)}` : minuteText(frame.time)}</output>
      </label>
      <label title={STICKY_WORDS}>
        <span>Volatility</span>
        <input
          type="range"
          min={LEAST_SHIFT}
          max={MOST_SHIFT}
          step={0.5}
          value={points}
          aria-label="Points of volatility"
          aria-valuetext={shiftWords(points)}
          data-testid="analysis-shift"
          onChange={(event) => setShift(event.target.valueAsNumber)}
        />
        <output>{shiftWords(points).replace('volatilities ', '')}</output>
      </label>
      <button
        type="button"
        className={styles.quiet}
        disabled={isPlain}
        onClick={() => {
          setAt(null);
          setShift(0);
        }}
      >
        Back to now
      </button>
    </div>
  );
}
