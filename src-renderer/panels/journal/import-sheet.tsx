import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type ImportPreview, type ImportRecord, STATEMENT_FORMATS, type Statement } from '../../../src-core/contract/journal.ts';
import { type ActStop, stopWords } from '../../access/account-stop.ts';
import { useCore } from '../../connection/core.tsx';
import { formatCount } from '../../design/format.ts';
import { Sheet } from '../../design/sheet.tsx';
import { choose } from './journal-choice.ts';
import { ImportList } from './import-list.tsx';
import { FORMAT_NAMES, ImportPreviewView } from './import-preview.tsx';
import styles from './sheets.module.css';

const MOST_BYTES = 20_000_000;

/** What the sheet is at: a file is chosen, read and previewed, and then imported. */
type Step =
  | { readonly kind: 'choose'; readonly problem: string | null }
  | { readonly kind: 'reading'; readonly fileName: string }
  | { readonly kind: 'preview'; readonly statement: Statement; readonly preview: ImportPreview; readonly problem: string | null; readonly isImporting: boolean }
  | { readonly kind: 'done'; readonly record: ImportRecord };

/** Brings a broker's statement into an account of its own: choose or drop a file, look at what it would bring, then import it whole. */
export function ImportSheet({ stop, onClose }: { readonly stop: ActStop | null; readonly onClose: () => void }) {
  const core = useCore();
  const [step, setStep] = useState<Step>({ kind: 'choose', problem: null });
  const [format, setFormat] = useState<Statement['format']>(null);
  const [isOver, setOver] = useState(false);
  const [imports, setImports] = useState<readonly ImportRecord[] | null>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    core.call('journal.imports', {}).then(setImports, () => undefined);
  }, [core]);

  const preview = useCallback(
    async (statement: Statement) => {
      setStep({ kind: 'reading', fileName: statement.fileName });
      try {
        setStep({ kind: 'preview', statement, preview: await core.call('journal.previewImport', statement), problem: null, isImporting: false });
      } catch (error) {
        setStep({ kind: 'choose', problem: `${statement.fileName}: ${say(error)}` });
      }
    },
    [core],
  );

  async function read(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    if (chosen.size > MOST_BYTES) return setStep({ kind: 'choose', problem: `${chosen.name}: ${(chosen.size / 1_000_000).toFixed(1)} MB; expected at most 20 MB` });
    await preview({ fileName: chosen.name.slice(0, 200), content: await chosen.text(), format });
  }

  async function bring(): Promise<void> {
    if (step.kind !== 'preview') return;
    setStep({ ...step, isImporting: true, problem: null });
    try {
      const record = await core.call('journal.import', { ...step.statement, digest: step.preview.digest });
      setStep({ kind: 'done', record });
      setImports(await core.call('journal.imports', {}));
    } catch (error) {
      setStep({ ...step, isImporting: false, problem: say(error) });
    }
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  }

  const isReady = step.kind === 'preview' && !step.preview.fatal && step.preview.packages.length > 0;
  return (
    <Sheet title="Import a broker’s statement" testId="import-sheet" wide onClose={onClose}>
      <h2>Import a broker’s statement</h2>
      <div className={styles.form}>
        {stop === null ? null : <p className={styles.asking}>{stopWords(stop, 'Statements are imported there.')}</p>}
        {step.kind === 'choose' || step.kind === 'reading' ? (
          <>
            <div
              className={styles.drop}
              data-over={isOver}
              data-testid="import-drop"
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={onDrop}
            >
              {step.kind === 'reading' ? (
                <span role="status">
                  <progress aria-label="Reading the statement" /> Reading {step.fileName} …
                </span>
              ) : (
                <>
                  <button type="button" className={styles.primary} disabled={stop !== null} data-focus data-testid="import-choose" onClick={() => file.current?.click()}>
                    Choose a file…
                  </button>
                  <span>or drop it here. CSV, at most 20 MB. Nothing is imported before you have seen what it brings.</span>
                </>
              )}
              <input
                ref={file}
                type="file"
                accept=".csv,text/csv,text/plain"
                hidden
                data-testid="import-file"
                onChange={(event) => {
                  void read(event.target.files?.[0]);
                  event.target.value = '';
                }}
              />
            </div>
            <label className={styles.line}>
              <span>Format</span>
              <select className={styles.select} data-testid="import-format" value={format ?? ''} onChange={(event) => setFormat(STATEMENT_FORMATS.find((name) => name === event.target.value) ?? null)}>
                <option value="">as its heading says</option>
                {STATEMENT_FORMATS.map((name) => (
                  <option key={name} value={name}>
                    {FORMAT_NAMES[name]}
                  </option>
                ))}
              </select>
            </label>
            {step.kind === 'choose' && step.problem !== null ? (
              <p className={styles.problem} role="alert" data-testid="import-problem">
                {step.problem}
              </p>
            ) : null}
            {imports === null ? null : <ImportList imports={imports} stop={stop} changed={setImports} />}
          </>
        ) : step.kind === 'preview' ? (
          <ImportPreviewView statement={step.statement} preview={step.preview} />
        ) : (
          <p role="status" data-testid="import-done">
            Imported {step.record.fileName}: {formatCount(step.record.packages)} packages of {formatCount(step.record.fills)} fills are in the account {step.record.accountNumber}.
          </p>
        )}
        {step.kind === 'preview' && step.problem !== null ? (
          <p className={styles.problem} role="alert" data-testid="import-problem">
            {step.problem}. Nothing was imported.
          </p>
        ) : null}
        <div className={styles.acts}>
          {step.kind === 'preview' ? (
            <>
              <button type="button" className={styles.primary} disabled={!isReady || step.isImporting || stop !== null} data-testid="import-bring" onClick={() => void bring()}>
                {step.isImporting ? 'Importing …' : `Import ${formatCount(step.preview.packages.length)} packages`}
              </button>
              <button type="button" className={styles.button} onClick={() => setStep({ kind: 'choose', problem: null })}>
                Another file
              </button>
            </>
          ) : null}
          {step.kind === 'done' ? (
            <button
              type="button"
              className={styles.primary}
              data-testid="import-show"
              onClick={() => {
                choose({ accountId: step.record.accountId, period: { kind: 'all' }, slice: {}, status: 'all', result: 'all' });
                onClose();
              }}
            >
              Show the account
            </button>
          ) : null}
          <button type="button" className={styles.button} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </div>
    </Sheet>
  );
}

function say(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
