import {
  type CandlestickData,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  LineStyle,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle } from '../../../src-core/contract/charts.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { type ConeLines, type Edge, EDGES } from './cone-lines.ts';
import type { PriceLevel, TradeMark } from './trade-marks.ts';

/** What a chart shows. */
export interface ChartContent {
  readonly candles: readonly Candle[];
  readonly withVolume: boolean;
  /** Their times are those of candles. */
  readonly marks: readonly TradeMark[];
  readonly levels: readonly PriceLevel[];
  readonly cone: ConeLines | null;
  /** Of one day: the axis shows times; otherwise dates. */
  readonly intraday: boolean;
}

/** What a person points at. */
export interface PointedAt {
  readonly time: EpochMs;
}

interface Colours {
  readonly ink: string;
  readonly dim: string;
  readonly faint: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly warning: string;
}

const VOLUME_PART = 0.16;

/** Candles of one ticker with what is drawn over them. It keeps its canvas; `show` changes what it holds, a candle at a time where it can. */
export class PriceChart {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #cone: Readonly<Record<Edge, ISeriesApi<'Line'>>>;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  #colours: Colours;
  #lines: IPriceLine[] = [];
  #shown: ChartContent | null = null;

  constructor(place: HTMLElement, formats: { readonly time: (time: EpochMs) => string; readonly date: (time: EpochMs) => string }) {
    this.#colours = coloursNow();
    const msOf = (time: Time): EpochMs => (typeof time === 'number' ? time * 1_000 : Number.NaN);
    this.#chart = createChart(place, {
      autoSize: true,
      // Its mark needs an inline style, which the page's policy forbids; the panel names the library in words.
      layout: { attributionLogo: false },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.06 } },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        rightOffset: 2,
        tickMarkFormatter: (time: Time) => (this.#shown?.intraday === false ? formats.date(msOf(time)) : formats.time(msOf(time))),
      },
      localization: { timeFormatter: (time: Time) => `${this.#shown?.intraday === false ? `${formats.date(msOf(time))} ` : ''}${formats.time(msOf(time))}` },
      crosshair: { mode: 0 },
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, { priceScaleId: 'volume', priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 1 - VOLUME_PART, bottom: 0 } });
    const edge = (name: Edge): ISeriesApi<'Line'> =>
      this.#chart.addSeries(LineSeries, {
        lineWidth: 1,
        lineStyle: name.endsWith('95') ? LineStyle.Dotted : LineStyle.Dashed,
        lastValueVisible: false,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      });
    this.#cone = { low95: edge('low95'), low68: edge('low68'), high68: edge('high68'), high95: edge('high95') };
    this.#candles = this.#chart.addSeries(CandlestickSeries, { priceFormat: { type: 'price', precision: 2, minMove: 0.01 } });
    this.#marks = createSeriesMarkers(this.#candles, []);
    this.#paint();
  }

  /** Reads the theme anew. */
  restyle(): void {
    this.#colours = coloursNow();
    this.#paint();
    const shown = this.#shown;
    this.#shown = null;
    if (shown !== null) this.show(shown);
  }

  show(content: ChartContent): void {
    const before = this.#shown;
    this.#shown = content;
    this.#showCandles(content, before);
    if (before?.cone !== content.cone) for (const edge of EDGES) this.#cone[edge].setData((content.cone?.[edge] ?? []).map(({ time, value }) => ({ time: seconds(time), value })));
    if (before?.marks !== content.marks) this.#marks.setMarkers(content.marks.map((mark) => this.#marker(mark)));
    if (before?.levels !== content.levels) this.#showLevels(content.levels);
    if (before === null || before.intraday !== content.intraday || before.candles[0]?.time !== content.candles[0]?.time) this.#chart.timeScale().fitContent();
  }

  close(): void {
    this.#chart.remove();
  }

  #showCandles({ candles, withVolume }: ChartContent, before: ChartContent | null): void {
    const known = before?.candles ?? [];
    const bars = (): CandlestickData[] => candles.map(({ time, open, high, low, close }) => ({ time: seconds(time), open, high, low, close }));
    const added = candles.length - known.length;
    const isLater = known.length > 0 && (added === 0 || added === 1) && known.at(-1)?.time === candles[known.length - 1]?.time && known[0]?.time === candles[0]?.time;
    if (!isLater || before?.withVolume !== withVolume) {
      this.#candles.setData(bars());
      this.#volume.setData(withVolume ? candles.flatMap((candle) => this.#volumeBar(candle)) : []);
      return;
    }
    for (const candle of candles.slice(known.length - 1)) {
      const { time, open, high, low, close } = candle;
      this.#candles.update({ time: seconds(time), open, high, low, close });
      if (withVolume) for (const bar of this.#volumeBar(candle)) this.#volume.update(bar);
    }
  }

  #volumeBar({ time, volume }: Candle) {
    return volume === null ? [] : [{ time: seconds(time), value: volume, color: this.#colours.line }];
  }

  #showLevels(levels: readonly PriceLevel[]): void {
    for (const line of this.#lines) this.#candles.removePriceLine(line);
    this.#lines = levels.map(({ kind, price, text }) =>
      this.#candles.createPriceLine({
        price,
        title: text,
        color: kind === 'strike' ? this.#colours.dim : this.#colours.warning,
        lineWidth: 1,
        lineStyle: kind === 'strike' ? LineStyle.Solid : LineStyle.LargeDashed,
        axisLabelVisible: true,
      }),
    );
  }

  #marker({ time, kind, text, result }: TradeMark): SeriesMarker<Time> {
    const { accent, up, down } = this.#colours;
    if (kind === 'entry') return { time: seconds(time), position: 'belowBar', shape: 'arrowUp', color: accent, text };
    return { time: seconds(time), position: 'aboveBar', shape: 'arrowDown', color: (result ?? 0) < 0 ? down : up, text };
  }

  #paint(): void {
    const { accent, dim, down, faint, line, panel, up } = this.#colours;
    this.#chart.applyOptions({
      layout: {
        background: { color: panel },
        textColor: dim,
        fontSize: 11,
        fontFamily: 'JetBrains Mono, ui-monospace, monospace',
      },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: { vertLine: { color: faint, labelBackgroundColor: faint }, horzLine: { color: faint, labelBackgroundColor: faint } },
    });
    // Hollow when it rose, filled when it fell: told without colour too.
    this.#candles.applyOptions({ upColor: panel, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down, priceLineColor: accent });
    for (const edge of EDGES) this.#cone[edge].applyOptions({ color: accent });
  }
}

function seconds(time: EpochMs): UTCTimestamp {
  return Math.floor(time / 1_000) as UTCTimestamp;
}

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: keyof Colours): string => style.getPropertyValue(`--${name}`).trim();
  return { ink: token('ink'), dim: token('dim'), faint: token('faint'), line: token('line'), panel: token('panel'), accent: token('accent'), up: token('up'), down: token('down'), warning: token('warning') };
}
