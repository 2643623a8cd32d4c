import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { ABSENT, formatPrice } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { Facts } from './facts.tsx';
import { LinePlot } from './line-plot.tsx';
import { clockText, dayMinutes, decayWords, hoursOf, lastMinute, volatilityWords } from './volatility-words.ts';
import styles from './volatility.module.css';

const VOLATILITY = [{ title: 'at the money', colour: 'var(--accent)' }] as const;
const STRADDLE = [
  { title: 'straddle', colour: 'var(--accent)' },
  { title: 'the first one’s decay', colour: 'var(--warning)', dashed: true },
] as const;

/** Volatility and straddle at the money by minute, against what time alone would have left. */
export function DayTab({ view }: { readonly view: VolatilityView }) {
  const { history, moveLeft, open, reference, underlying } = view;
  const minutes = dayMinutes(view);
  const last = lastMinute(minutes);
  const first = minutes.find(({ straddle }) => straddle !== null);
  if (last === undefined || first === undefined) return <PanelState kind="empty" title="No minute of the day is known yet" detail={history.note ?? 'The first comes with the first quotes at the money.'} />;
  const axis = { span: { low: open, high: reference }, xTicks: hoursOf(open, reference), xText: (time: number) => clockText(time) };
  return (
    <div className={styles.body} tabIndex={0} role="group" aria-label="Volatility by minute">
      <Facts
        label="Volatility of the day"
        facts={[
          { name: 'IV now', title: `Volatility at the forward by the straddle, on the ${view.clockLabel}, at ${clockText(last.time)}`, value: volatilityWords(last.volatility), testId: 'volatility-now' },
          { name: `IV ${clockText(first.time)}`, title: 'The first minute that is known', value: volatilityWords(first.volatility) },
          { name: 'Straddle now', title: 'Struck at the forward, dollars', value: formatPrice(last.straddle), testId: 'volatility-straddle' },
          { name: 'To its decay', title: 'The straddle now less what the first one would be by the root of the variance left: above 0 it has held its price', value: decayWords(last), testId: 'volatility-decay' },
          { name: 'Move left', title: 'What the straddle says is left: the mean distance from the forward at the reference time, dollars', value: moveLeft === null ? ABSENT : `±${formatPrice(moveLeft.mean)}`, testId: 'volatility-move-left' },
          { name: '1σ left', title: '1.2533 times the straddle, dollars: holds if the move is normal', value: moveLeft === null ? ABSENT : `±${formatPrice(moveLeft.sigma)}` },
        ]}
      />
      {history.note === null ? null : <p className={styles.notice}>△ {history.note}</p>}
      <ChartFrame
        title="At-the-money IV"
        note={`${view.clockLabel}, % a year`}
        columns={[{ key: 'time', title: 'New York' }, { key: 'volatility', title: 'IV, %', format: (value) => (typeof value === 'number' ? formatPrice(value * 100) : '') }]}
        rows={minutes.map(({ time, volatility }) => ({ time: clockText(time), volatility }))}
        name={`${underlying}-atm-iv`}
        height={160}
      >
        <LinePlot
          label="Volatility at the money by minute"
          series={VOLATILITY}
          rows={minutes.map(({ time, volatility }) => ({ x: time, values: [volatility === null ? null : volatility * 100] }))}
          {...axis}
          read={({ x, values: [volatility = null] }) => `${clockText(x)}: ${volatilityWords(volatility === null ? null : volatility / 100)}`}
        />
      </ChartFrame>
      <ChartFrame
        title="Straddle"
        note="dollars, at the forward"
        columns={[
          { key: 'time', title: 'New York' },
          { key: 'straddle', title: 'Straddle, $', format: dollars },
          { key: 'decayed', title: 'Decay, $', format: dollars },
        ]}
        rows={minutes.map(({ time, straddle, decayed }) => ({ time: clockText(time), straddle, decayed }))}
        name={`${underlying}-straddle`}
        legend={STRADDLE}
        height={170}
      >
        <LinePlot
          label="Straddle at the money by minute"
          series={STRADDLE}
          rows={minutes.map(({ time, straddle, decayed }) => ({ x: time, values: [straddle, decayed] }))}
          {...axis}
          zero
          read={({ x, values: [straddle = null, decayed = null] }) => `${clockText(x)}: straddle ${formatPrice(straddle)}, decay ${formatPrice(decayed)}`}
        />
      </ChartFrame>
    </div>
  );
}

function dollars(value: unknown): string {
  return typeof value === 'number' ? formatPrice(value) : '';
}
