import { useState } from 'react';
import type { ExportRequest, JournalQuery } from '../../../src-core/contract/journal.ts';
import { useCore } from '../../connection/core.tsx';
import { formatBytes, formatCount } from '../../design/format.ts';
import { saveFile } from '../../design/save-file.ts';
import { Sheet } from '../../design/sheet.tsx';
import styles from './sheets.module.css';

const WHAT: Readonly<Record<ExportRequest['what'], string>> = {
  packages: 'Packages: one row each, as the list has them',
  fills: 'Fills: one row a leg and fill, with mid and natural',
  days: 'Days: the rows of daily results of the account and period',
};
const FORMATS: Readonly<Record<ExportRequest['format'], string>> = { csv: 'CSV, for spreadsheets and for importing here again', parquet: 'Parquet, for pandas and DuckDB' };

export interface ExportSheetProps {
  /** What the list shows now. */
  readonly query: JournalQuery;
  readonly total: number;
  readonly filtered: boolean;
  readonly onClose: () => void;
}

/** Saves what the journal lists as a file. */
export function ExportSheet({ query, total, filtered, onClose }: ExportSheetProps) {
  const core = useCore();
  const [what, setWhat] = useState<ExportRequest['what']>('packages');
  const [format, setFormat] = useState<ExportRequest['format']>('csv');
  const [progress, setProgress] = useState<{ readonly kind: 'making' | 'done' | 'failed'; readonly text: string } | null>(null);
  const isMaking = progress?.kind === 'making';

  async function make(): Promise<void> {
    setProgress({ kind: 'making', text: `Making a file of ${formatCount(total)} packages …` });
    try {
      const file = await core.call('journal.export', { query, what, format });
      saveFile(file);
      setProgress({ kind: 'done', text: `Saved ${file.name}, ${formatBytes((file.base64.length * 3) / 4)}.` });
    } catch (error) {
      setProgress({ kind: 'failed', text: `Nothing was saved: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  return (
    <Sheet title="Export the journal" testId="export-sheet" onClose={onClose}>
      <h2>Export the journal</h2>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p data-testid="export-count">
          {formatCount(total)} {total === 1 ? 'package' : 'packages'}
          {filtered ? ' of the present search and filters.' : ': the whole account.'}
        </p>
        <Options name="What" options={WHAT} value={what} set={setWhat} />
        <Options name="Format" options={FORMATS} value={format} set={setFormat} />
        {progress === null ? null : (
          <p className={progress.kind === 'failed' ? styles.problem : styles.dim} role={progress.kind === 'failed' ? 'alert' : 'status'} data-testid="export-progress" data-kind={progress.kind}>
            {isMaking ? <progress aria-label="Making the file" /> : null} {progress.text}
          </p>
        )}
        <div className={styles.acts}>
          <button type="submit" className={styles.primary} disabled={isMaking} data-testid="export-save">
            Save the file
          </button>
          <button type="button" className={styles.button} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}

interface OptionsProps<Key extends string> {
  readonly name: string;
  readonly options: Readonly<Record<Key, string>>;
  readonly value: Key;
  readonly set: (value: Key) => void;
}

function Options<Key extends string>({ name, options, value, set }: OptionsProps<Key>) {
  return (
    <fieldset className={styles.options}>
      <legend>{name}</legend>
      {(Object.entries(options) as [Key, string][]).map(([key, title]) => (
        <label key={key}>
          <input type="radio" name={name} checked={key === value} data-testid={`export-${key}`} onChange={() => set(key)} /> {title}
        </label>
      ))}
    </fieldset>
  );
}
