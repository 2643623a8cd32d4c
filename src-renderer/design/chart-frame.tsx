import { type ReactNode, useRef, useState } from 'react';
import { chartCsv, type ChartColumn, type ChartRow } from './chart-data.ts';
import styles from './chart-frame.module.css';
import { type ChartMark, chartPicture } from './chart-picture.ts';
import { ChartTable, type RowAct } from './chart-table.tsx';
import { saveFile } from './save-file.ts';

export type { ChartColumn, ChartRow, ChartValue } from './chart-data.ts';
export type { ChartMark } from './chart-picture.ts';

export interface ChartFrameProps {
  readonly title: string;
  /** In a few words what is drawn and of what; under the title, and in the picture. */
  readonly note?: string;
  /** The data that is drawn; what the table shows and the file has. */
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly ChartRow[];
  /** Of its files, without an ending; tells the chart apart on the page. */
  readonly name: string;
  /** What the colours mean, where there is more than one. */
  readonly legend?: readonly ChartMark[];
  /** What a row of the table does when its name is pressed. */
  readonly act?: RowAct;
  /** More of the header: choices of what is drawn. */
  readonly controls?: ReactNode;
  /** Of the drawing, pixels; 'fill' takes what the frame's own box leaves. */
  readonly height?: number | 'fill';
  /** The drawing: SVG or canvas, as large as its box. */
  readonly children: ReactNode;
}

const HEIGHT = 230;
const NO_MARKS: readonly ChartMark[] = [];

/** A chart with its title, its data as a table, and its picture and data as files. */
export function ChartFrame({ title, note = '', columns, rows, name, legend = NO_MARKS, act, controls, height = HEIGHT, children }: ChartFrameProps) {
  const chart = useRef<HTMLDivElement>(null);
  const [isTable, setTable] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const savePicture = async (): Promise<void> => {
    if (chart.current === null) return;
    try {
      saveFile({ name: `${name}.png`, mediaType: 'image/png', bytes: await chartPicture(chart.current, { title, note, legend }) });
      setFailure(null);
    } catch (error) {
      setFailure(`No picture: ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
  return (
    <section className={styles.frame} aria-label={title} data-testid="chart" data-chart={name} data-fill={height === 'fill'}>
      <header className={styles.header}>
        <b title={title}>{title}</b>
        {note === '' ? null : (
          <span className={styles.note} title={note}>
            {note}
          </span>
        )}
        {controls}
        <span className={styles.spring} />
        <span className={styles.acts}>
          <button type="button" className={styles.act} aria-pressed={isTable} title="Show the chart’s data as a table" data-testid="chart-as-table" onClick={() => setTable(!isTable)}>
            Table
          </button>
          <button type="button" className={styles.act} title="Save the chart as a picture" data-testid="chart-png" onClick={() => void savePicture()}>
            PNG
          </button>
          <button type="button" className={styles.act} title="Save the chart’s data" data-testid="chart-csv" onClick={() => saveFile({ name: `${name}.csv`, mediaType: 'text/csv;charset=utf-8', bytes: chartCsv(columns, rows) })}>
            CSV
          </button>
        </span>
      </header>
      {legend.length === 0 ? null : (
        <ul className={styles.legend} aria-label="Legend">
          {legend.map(({ title: words, colour, dashed = false }) => (
            <li key={words}>
              <i style={{ borderTopColor: colour, borderTopStyle: dashed ? 'dashed' : 'solid' }} aria-hidden="true" />
              {words}
            </li>
          ))}
        </ul>
      )}
      {failure === null ? null : (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={styles.stage} style={height === 'fill' ? undefined : { height }}>
        {/* The drawing stays under the table, so that nothing shifts and its picture can be saved. */}
        <div ref={chart} className={styles.chart} data-under={isTable} inert={isTable}>
          {children}
        </div>
        {isTable ? <ChartTable title={title} columns={columns} rows={rows} act={act} /> : null}
      </div>
    </section>
  );
}
