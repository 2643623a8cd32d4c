import { useCallback, useMemo } from 'react';
import { type ChartColumn, ChartFrame, type ChartRow, type ChartValue } from '../../design/chart-frame.tsx';
import { formatPrice, formatSigned } from '../../design/format.ts';
import type { Analysis } from './analyse.ts';
import { minuteText, shiftWords, timeWords } from './analysis-words.ts';
import { CanvasPlot, type Paint } from './canvas-plot.tsx';
import { paintGreeks } from './greek-paint.ts';
import { coneOver, GREEK_PLOTS, greeksByPrice, greeksThroughDay } from './greek-series.ts';
import { useChartLegend } from './use-chart-legend.ts';

/** Greeks of every structure along the price, or through the rest of the day. */
export function GreekPlots({ analysis, axis }: { readonly analysis: Analysis; readonly axis: 'price' | 'day' }) {
  const { frame } = analysis;
  const data = useMemo(() => (axis === 'price' ? greeksByPrice(analysis) : greeksThroughDay(analysis)), [analysis, axis]);
  const cone = useMemo(() => (axis === 'day' ? coneOver(frame, data.xs) : null), [frame, data, axis]);
  const paint = useCallback<Paint>((context, size, ink) => paintGreeks(context, size, ink, { analysis, data, axis, cone }), [analysis, data, axis, cone]);
  const plots = axis === 'day' ? GREEK_PLOTS : GREEK_PLOTS.slice(1);
  const columns: ChartColumn[] = [
    axis === 'price' ? { key: 'x', title: 'Price, $', format: priceText } : { key: 'x', title: 'Time', format: (value) => minuteText(Number(value)) },
    ...(cone === null ? [] : (['low95', 'low68', 'high68', 'high95'] as const).map((key) => ({ key, title: CONE_TITLES[key], format: priceText }))),
    ...data.series.flatMap(({ name, title }) => plots.map(({ key, title: greek, unit }) => ({ key: `${name}.${key}`, title: `${title}: ${greek}, ${unit}`, format: signedText }))),
  ];
  const rows = useMemo(
    () =>
      Array.from(data.xs, (x, i): ChartRow => ({
        x,
        ...(cone === null ? {} : { low95: cone.low95[i] ?? null, low68: cone.low68[i] ?? null, high68: cone.high68[i] ?? null, high95: cone.high95[i] ?? null }),
        ...Object.fromEntries(data.series.flatMap(({ name, columns: of }) => GREEK_PLOTS.map(({ key }) => [`${name}.${key}`, of[key][i] ?? null]))),
      })),
    [data, cone],
  );
  const legend = useChartLegend(analysis, false);
  const note =
    axis === 'price'
      ? `Model values ${timeWords(frame)}, ${shiftWords(frame.shift * 100)}; ${frame.market.view.clockLabel}`
      : `Model values at ${formatPrice(frame.spot)}, ${shiftWords(frame.shift * 100)}; ${frame.market.view.clockLabel}`;
  const title = axis === 'price' ? 'Greeks by price' : 'Through the day';
  return (
    <ChartFrame title={title} note={note} columns={columns} rows={rows} name={`${frame.market.view.underlying}-greeks-${axis}`} legend={legend} height="fill">
      <CanvasPlot paint={paint} label={`${title} of ${data.series.map((series) => series.title).join(', ')}; the table has the values`} />
    </ChartFrame>
  );
}

const CONE_TITLES = { low95: '95 % low', low68: '68 % low', high68: '68 % high', high95: '95 % high' } as const;

function priceText(value: ChartValue): string {
  return formatPrice(typeof value === 'number' ? value : null);
}

function signedText(value: ChartValue): string {
  return formatSigned(typeof value === 'number' ? value : null);
}
