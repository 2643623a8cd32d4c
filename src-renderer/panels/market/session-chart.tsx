import { memo } from 'react';
import { Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import { sessionLine } from './session-line.ts';

const WIDTH = 104;
const HEIGHT = 40;

export interface SessionChartProps {
  readonly values: readonly (number | null)[];
  readonly minutes: number;
  readonly previousClose: number | null;
}

/** The session so far on the whole session's width; drawn again when a minute is added or its price has moved. */
const SessionChart = memo(
  function SessionChart({ values, minutes, previousClose }: SessionChartProps) {
    return (
      <LineChart width={WIDTH} height={HEIGHT} data={sessionLine(values)} margin={{ top: 2, right: 1, bottom: 2, left: 1 }} accessibilityLayer={false}>
        <XAxis dataKey="minute" type="number" domain={[0, minutes]} hide />
        <YAxis domain={['dataMin', 'dataMax']} hide />
        {previousClose === null ? null : <ReferenceLine y={previousClose} stroke="var(--faint)" strokeDasharray="2 3" ifOverflow="hidden" />}
        <Line dataKey="price" stroke="var(--dim)" strokeWidth={1} dot={false} isAnimationActive={false} />
      </LineChart>
    );
  },
  (before, after) =>
    before.minutes === after.minutes &&
    before.previousClose === after.previousClose &&
    before.values.length === after.values.length &&
    Object.is(before.values.at(-1), after.values.at(-1)),
);

export default SessionChart;
