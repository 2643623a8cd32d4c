import { useState } from 'react';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { saveFile } from '../../design/save-file.ts';
import styles from './performance.module.css';
import { dateIn } from './period.ts';

export interface DayReportProps {
  readonly account: PerformanceView['account'];
  readonly day: IsoDate | null;
  readonly chooseDay: (day: IsoDate) => void;
}

const FORMATS = { html: 'HTML', pdf: 'PDF' } as const;

/** One day on paper, made by the core and saved. */
export function DayReport({ account, day, chooseDay }: DayReportProps) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const [isMaking, setMaking] = useState(false);
  const make = async (format: keyof typeof FORMATS): Promise<void> => {
    if (day === null) return;
    setMaking(true);
    setOutcome(null);
    try {
      const file = await core.call('performance.report', { ...(account.own ? {} : { accountId: account.id }), date: day, format });
      saveFile(file);
      setOutcome({ text: `Saved ${file.name}`, failed: false });
    } catch (error) {
      setOutcome({ text: `No report: ${error instanceof Error ? error.message : String(error)}`, failed: true });
    }
    setMaking(false);
  };
  return (
    <div className={styles.report} role="group" aria-label="Day report">
      <span>Day report</span>
      <input
        type="date"
        className={styles.date}
        aria-label="Day of the report"
        data-testid="performance-report-day"
        value={day ?? ''}
        min={account.from ?? undefined}
        max={account.to ?? undefined}
        onChange={(event) => {
          const date = dateIn(event.target.value);
          if (date !== null) chooseDay(date);
        }}
      />
      {(['html', 'pdf'] as const).map((format) => (
        <button key={format} type="button" className={styles.make} disabled={day === null || isMaking || !isConnected} data-testid={`performance-report-${format}`} onClick={() => void make(format)}>
          {FORMATS[format]}
        </button>
      ))}
      <span className={styles.outcome} role={outcome?.failed === true ? 'alert' : 'status'} data-failed={outcome?.failed ?? false} data-testid="performance-report-outcome">
        {isMaking ? 'Making it …' : outcome?.text}
      </span>
    </div>
  );
}
