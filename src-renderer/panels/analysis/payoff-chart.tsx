import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type ChartColumn, ChartFrame, type ChartRow, type ChartValue } from '../../design/chart-frame.tsx';
import { formatPrice, formatSigned } from '../../design/format.ts';
import { valueAt } from '../smile/smile-axes.ts';
import type { Analysis } from './analyse.ts';
import { minuteText, shiftWords, timeWords } from './analysis-words.ts';
import styles from './analysis.module.css';
import { CanvasPlot, type Paint } from './canvas-plot.tsx';
import { drawnCurves } from './greek-series.ts';
import { coneTime, type Handle, handlesOf, handleUnder, paintPayoff, payoffBox } from './payoff-paint.ts';
import { PayoffReading } from './payoff-reading.tsx';
import { useChartLegend } from './use-chart-legend.ts';

export interface PayoffChartProps {
  readonly analysis: Analysis;
  readonly selected: string;
  readonly leg: string | null;
  /** A handle was taken hold of; null when it was let go. */
  readonly hold: (symbol: string | null) => void;
  /** The handle that is held is over this price, dollars. */
  readonly drag: (symbol: string, price: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Results over the price: now, at the time looked at and at the reference, over the price's density. Strikes can be dragged. */
export function PayoffChart({ analysis, selected, leg, hold, drag, onKeyDown }: PayoffChartProps) {
  const { frame } = analysis;
  const area = useRef<HTMLDivElement>(null);
  const held = useRef<string | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [isOver, setOver] = useState(false);
  const paint = useCallback<Paint>((context, size, ink) => paintPayoff(context, size, ink, { analysis, selected, leg, cursor }), [analysis, selected, leg, cursor]);

  function placeOf(event: PointerEvent): { readonly price: number; readonly handle: Handle | null } {
    const { left, top, width, height } = (area.current ?? event.currentTarget).getBoundingClientRect();
    const size = { width, height };
    const box = payoffBox(size);
    const own = analysis.slots.find(({ slot }) => slot.letter === selected);
    const handles = own?.state === 'drawn' ? handlesOf(own, frame, size, leg) : [];
    const x = event.clientX - left;
    return { price: valueAt(frame.axis, Math.min(box.right, Math.max(box.left, x)), box.left, box.right), handle: handleUnder(handles, box, x, event.clientY - top) };
  }

  function onPointerDown(event: PointerEvent): void {
    const { handle } = placeOf(event);
    if (handle === null || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = handle.symbol;
    hold(handle.symbol);
  }

  function onPointerMove(event: PointerEvent): void {
    const { price, handle } = placeOf(event);
    if (held.current !== null) {
      drag(held.current, price);
      return;
    }
    setCursor(price);
    setOver(handle !== null);
  }

  function letGo(): void {
    if (held.current === null) return;
    held.current = null;
    hold(null);
  }

  const legend = useChartLegend(analysis, !(frame.isNow && frame.shift === 0));
  const { columns, rows } = usePayoffData(analysis);
  const note = `Thick: ${timeWords(frame)}, ${shiftWords(frame.shift * 100)}. Thin: at the reference. Shaded: the price ${frame.isNow ? 'at the reference' : `at ${minuteText(coneTime(frame))}`}. ${frame.market.view.clockLabel}`;
  return (
    <ChartFrame title="Payoff" note={note} columns={columns} rows={rows} name={`${frame.market.view.underlying}-payoff`} legend={legend} height="fill">
      <div className={styles.payoff}>
        <PayoffReading analysis={analysis} price={cursor} />
        <div
          ref={area}
          className={styles.plot}
          tabIndex={0}
          role="group"
          aria-label="Payoff. Arrow keys move the selected strike by one listed strike, with Shift all of them; up and down choose the leg"
          aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
          data-testid="analysis-payoff"
          data-over={isOver}
          data-axis={`${frame.axis.low} ${frame.axis.high}`}
          data-results={`${analysis.results.low} ${analysis.results.high}`}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={letGo}
          onPointerCancel={letGo}
          onPointerLeave={() => {
            if (held.current === null) setCursor(null);
          }}
        >
          <CanvasPlot paint={paint} label="Result over the price of the underlying; the table has the values" />
        </div>
      </div>
    </ChartFrame>
  );
}

/** Every so many prices of the curves are a row. */
const EVERY = 5;

function usePayoffData(analysis: Analysis): { readonly columns: readonly ChartColumn[]; readonly rows: readonly ChartRow[] } {
  return useMemo(() => {
    const { frame } = analysis;
    const drawn = drawnCurves(analysis);
    const columns: ChartColumn[] = [
      { key: 'price', title: 'Price, $', format: (value) => formatPrice(numberOf(value)) },
      ...drawn.flatMap(({ name, title }) => [
        { key: `${name}.now`, title: `${title}, now, $`, format: signed },
        { key: `${name}.at`, title: `${title}, ${frame.isNow ? 'shifted' : minuteText(frame.time)}, $`, format: signed },
        { key: `${name}.end`, title: `${title}, at the reference, $`, format: signed },
      ]),
      { key: 'density', title: 'Density per $', format: (value) => formatPrice(numberOf(value), 4) },
    ];
    const rows: ChartRow[] = [];
    for (let i = 0; i < frame.prices.length; i += EVERY) {
      const price = frame.prices[i] as number;
      const row: Record<string, ChartValue> = { price, density: frame.market.densityAt(price, coneTime(frame)) };
      for (const { name, curves } of drawn) {
        row[`${name}.now`] = curves.now[i] ?? null;
        row[`${name}.at`] = curves.at[i] ?? null;
        row[`${name}.end`] = curves.pricer.payoffAt(price) - curves.cost;
      }
      rows.push(row);
    }
    return { columns, rows };
  }, [analysis]);
}

function numberOf(value: ChartValue): number | null {
  return typeof value === 'number' ? value : null;
}

function signed(value: ChartValue): string {
  return formatSigned(numberOf(value));
}
