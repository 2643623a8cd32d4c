import { memo } from 'react';
import { Line, LineChart, XAxis, YAxis } from 'recharts';
import type { Bar } from '../../../src-core/contract/connections.ts';

/** As large as the session's line, whose place it takes. */
const WIDTH = 104;
const HEIGHT = 40;
/** As many as the small line can show. */
const POINTS = 130;

/** A ticker's past as a small line; drawn again with each reading. */
const HistoryChart = memo(function HistoryChart({ bars }: { readonly bars: readonly Bar[] }) {
  const step = Math.max(1, Math.ceil(bars.length / POINTS));
  const points = bars.flatMap(({ close }, at) => (at % step === 0 || at === bars.length - 1 ? [{ at, close }] : []));
  return (
    <LineChart width={WIDTH} height={HEIGHT} data={points} margin={{ top: 2, right: 1, bottom: 2, left: 1 }} accessibilityLayer={false}>
      <XAxis dataKey="at" type="number" domain={['dataMin', 'dataMax']} hide />
      <YAxis domain={['dataMin', 'dataMax']} hide />
      <Line dataKey="close" stroke="var(--dim)" strokeWidth={1} dot={false} isAnimationActive={false} />
    </LineChart>
  );
});

export default HistoryChart;
