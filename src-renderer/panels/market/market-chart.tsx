import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { SessionView, TickerView } from '../../../src-core/contract/schemas.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { useConnection } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import type { HistoryRead } from './history-reader.ts';
import styles from './market-panel.module.css';
import { type HistoryRange, type MarketRange, RANGE_NAMES } from './market-range.ts';
import { historyLine, historyWords, todayLine } from './range-line.ts';

/** Loaded after the first paint: the charts' library is the largest part of the window. */
const RangeChart = lazy(() => import('./range-chart.tsx'));

export interface MarketChartProps {
  readonly view: TickerView;
  readonly session: SessionView | null;
  readonly range: MarketRange;
  /** Of this ticker over the range; undefined before the first answer. */
  readonly read: HistoryRead | undefined;
  readonly again: () => void;
}

/** The selected underlying over the range, in the room that the tickers leave. */
export function MarketChart({ view, session, range, read, again }: MarketChartProps) {
  return (
    <section className={styles.chart} aria-label={`${view.ticker}, ${RANGE_NAMES[range].long}`} data-testid="market-chart" data-range={range}>
      {range === 'today' ? session === null ? null : <Today key={view.ticker} view={view} session={session} /> : <History ticker={view.ticker} range={range} read={read} again={again} />}
    </section>
  );
}

function Today({ view, session }: { readonly view: TickerView; readonly session: SessionView }) {
  const { ticker } = view;
  const { open, reference } = session;
  const minutes = useSampled(view.minutes);
  const line = useMemo(() => todayLine(minutes, open, Math.round((reference - open) / MINUTE)), [minutes, open, reference]);
  if (line.points.length === 0) return <PanelState kind="empty" title="No price yet" detail={`${ticker} is drawn from its first price of the session on.`} />;
  return (
    <Suspense fallback={null}>
      <RangeChart label={`${ticker} today`} line={line} every="minute" previousClose={view.previousClose} source={session.feed.label.toLowerCase()} />
    </Suspense>
  );
}

/** A hook: a value as it was at most a second ago; quotes come faster than a large chart is worth drawing. */
function useSampled<T>(value: T): T {
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  }, [value]);
  const [sampled, setSampled] = useState(value);
  useEffect(() => {
    const timer = setInterval(() => setSampled(newest.current), 1_000);
    return () => clearInterval(timer);
  }, []);
  return sampled;
}

function History({ ticker, range, read, again }: { readonly ticker: string; readonly range: HistoryRange; readonly read: HistoryRead | undefined; readonly again: () => void }) {
  const connection = useConnection();
  const view = read?.view ?? null;
  const line = useMemo(() => (view === null ? null : historyLine(view, range)), [view, range]);
  if (view === null || line === null) {
    if (connection !== 'connected') return <PanelState kind="disconnected" title="Not connected to the core" detail="The history returns with the connection; trying again." />;
    if (typeof read?.failure === 'string') return <PanelState kind="error" title="The history cannot be read" detail={read.failure} action={{ title: 'Try again', run: again }} />;
    return <PanelState kind="loading" title={`Reading ${RANGE_NAMES[range].long} of ${ticker}`} />;
  }
  if (line.points.length === 0) return <PanelState kind="empty" title="Nothing recorded yet" detail="The terminal records each minute it runs." />;
  return (
    <Suspense fallback={null}>
      <RangeChart label={historyWords(ticker, RANGE_NAMES[range].long, view)} line={line} every={view.every} previousClose={null} source={view.source} />
    </Suspense>
  );
}
