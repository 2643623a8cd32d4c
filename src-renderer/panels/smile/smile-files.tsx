import { type RefObject, useState } from 'react';
import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { chartCsv, type ChartColumn } from '../../design/chart-data.ts';
import { chartPicture } from '../../design/chart-picture.ts';
import { saveFile } from '../../design/save-file.ts';
import type { SmileReading } from './smile-reading.ts';
import styles from './smile.module.css';

const COLUMNS: readonly ChartColumn[] = [
  { key: 'strike', title: 'Strike, $' },
  { key: 'iv', title: 'IV, 1.00 = 100 %' },
  { key: 'halfSpread', title: 'Half-spread, IV' },
  { key: 'fitted', title: 'Fitted, IV' },
  { key: 'residual', title: 'Residual, IV' },
  { key: 'halfSpreads', title: 'Residual, half-spreads' },
  { key: 'below', title: 'P(below)' },
];
const LEGEND = [{ title: 'fitted', colour: 'var(--accent)' }] as const;

export interface SmileFilesProps {
  readonly view: SmileView;
  readonly readings: readonly SmileReading[];
  /** The plots. */
  readonly chart: RefObject<HTMLElement | null>;
}

/** The smile as a picture and as data. */
export function SmileFiles({ view, readings, chart }: SmileFilesProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const name = `${view.underlying}-smile`;
  const savePicture = async (): Promise<void> => {
    if (chart.current === null) return;
    try {
      const words = { title: `${view.underlying} volatility smile`, note: view.clockLabel, legend: LEGEND };
      saveFile({ name: `${name}.png`, mediaType: 'image/png', bytes: await chartPicture(chart.current, words) });
      setFailure(null);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <span className={styles.files} title={failure ?? undefined}>
      {failure === null ? null : <span role="alert">No picture</span>}
      <button type="button" className={styles.shape} title="Save the chart as a picture" data-testid="smile-png" onClick={() => void savePicture()}>
        PNG
      </button>
      <button type="button" className={styles.shape} title="Save the smile’s data" data-testid="smile-csv" onClick={() => saveFile({ name: `${name}.csv`, mediaType: 'text/csv;charset=utf-8', bytes: chartCsv(COLUMNS, readings.map((reading) => ({ ...reading }))) })}>
        CSV
      </button>
    </span>
  );
}
