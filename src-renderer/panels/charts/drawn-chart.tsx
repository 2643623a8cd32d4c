import { useEffect, useRef, useState } from 'react';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { formatTime } from '../../design/format.ts';
import { appearance } from '../../workspace/appearance.ts';
import styles from './charts-panel.module.css';
import { type ChartContent, PriceChart } from './price-chart.ts';

const FORMATS = { time: (time: number) => formatTime(time).slice(0, 5), date: (time: number) => dateInNewYork(time).slice(5) };

/** The chart on its canvas, as large as its place. */
export default function DrawnChart({ content, label }: { readonly content: ChartContent; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | null>(null);
  const { theme, palette } = appearance.use();
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = new PriceChart(place.current, FORMATS);
    setChart(made);
    return () => {
      made.close();
      setChart(null);
    };
  }, []);
  useEffect(() => chart?.restyle(), [chart, theme, palette]);
  useEffect(() => chart?.show(content), [chart, content]);
  return <div ref={place} className={styles.canvas} role="img" aria-label={label} data-testid="price-chart" data-candles={content.candles.length} data-marks={content.marks.length} data-levels={content.levels.length} data-cone={content.cone !== null && content.cone.low68.length > 0} />;
}
