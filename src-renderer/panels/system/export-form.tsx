import { useRef, useState } from 'react';
import type { Exported } from '../../../src-core/contract/access.ts';
import { useCore } from '../../connection/core.tsx';
import { formatBytes } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { exportProblem, passphraseWords } from './backup-words.ts';
import { sentence } from './config-words.ts';
import styles from './backups.module.css';

type Progress = { readonly kind: 'none' } | { readonly kind: 'making' } | { readonly kind: 'done'; readonly exported: Exported } | { readonly kind: 'failed'; readonly text: string };

/** Everything another machine needs, in one encrypted file. */
export function ExportForm({ folder, isConnected }: { readonly folder: string; readonly isConnected: boolean }) {
  const core = useCore();
  const refusal = useRefusal('backups.export');
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [usesKept, setUsesKept] = useState(false);
  const [judged, setJudged] = useState({ ...passphraseWords(''), problem: exportProblem('', '') });
  const [progress, setProgress] = useState<Progress>({ kind: 'none' });
  const isMaking = progress.kind === 'making';
  const problem = usesKept ? null : judged.problem;

  // What is typed stays in its fields: it is in no state, and in no page.
  const judge = (): void => {
    const passphrase = first.current?.value ?? '';
    setJudged({ ...passphraseWords(passphrase), problem: exportProblem(passphrase, second.current?.value ?? '') });
    if (progress.kind === 'failed') setProgress({ kind: 'none' });
  };

  async function make(): Promise<void> {
    if (problem !== null || refusal !== null || isMaking) return;
    setProgress({ kind: 'making' });
    try {
      const exported = await core.call('backups.export', { passphrase: usesKept ? null : (first.current?.value ?? '') });
      for (const field of [first.current, second.current]) if (field !== null) field.value = '';
      setJudged({ ...passphraseWords(''), problem: exportProblem('', '') });
      setProgress({ kind: 'done', exported });
    } catch (error) {
      setProgress({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <section className={styles.group} aria-label="Export for another machine">
      <h3>Export for another machine</h3>
      <p className={styles.prose}>
        Books, people, settings and time series in one file, with the keys that they are read by: encrypted with a passphrase and written to <b>{folder}</b>. The passwords of servers stay here.
      </p>
      {refusal === null ? null : (
        <p className={styles.refusal} role="status" data-testid="export-refusal">
          ⊘ {refusal}
        </p>
      )}
      <form
        className={styles.export}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label className={styles.choice}>
          <input type="checkbox" checked={usesKept} disabled={refusal !== null || isMaking} data-testid="export-kept" onChange={(event) => setUsesKept(event.target.checked)} /> With the passphrase of the configuration
        </label>
        {usesKept ? null : (
          <>
            <label className={styles.field}>
              <span>Passphrase</span>
              <input ref={first} type="password" className={styles.text} autoComplete="new-password" maxLength={200} disabled={refusal !== null || isMaking} data-testid="export-passphrase" onInput={judge} />
            </label>
            <label className={styles.field}>
              <span>Once more</span>
              <input ref={second} type="password" className={styles.text} autoComplete="new-password" maxLength={200} disabled={refusal !== null || isMaking} data-testid="export-again" onInput={judge} />
            </label>
            <p className={styles.strength} data-enough={judged.isEnough} role="status" data-testid="export-strength">
              {judged.words}
              {judged.isEnough && judged.problem !== null ? ` ${judged.problem}` : ''}
            </p>
          </>
        )}
        <button type="submit" className={styles.button} disabled={problem !== null || refusal !== null || isMaking || !isConnected} data-testid="export-make">
          {isMaking ? 'Writing …' : 'Write the file'}
        </button>
      </form>
      {progress.kind === 'failed' ? (
        <p className={styles.problem} role="alert" data-testid="export-outcome" data-kind="failed">
          ✕ Nothing was written: {sentence(progress.text)}
        </p>
      ) : progress.kind === 'done' ? (
        <div className={styles.exported} role="status" data-testid="export-outcome" data-kind="done">
          <p>
            ✓ Written, {formatBytes(progress.exported.bytes)}: <b>{progress.exported.path}</b>
          </p>
          <p>It holds {progress.exported.files.join(', ')}.</p>
          <p>
            On the other machine, with the program ended: <code>npm run backup -- import {fileName(progress.exported.path)}</code>. It asks for the passphrase. Where there is data already, <code>--replace</code> puts it aside and keeps it.
          </p>
          <button type="button" className={styles.small} data-testid="export-copy" onClick={() => void navigator.clipboard.writeText(progress.exported.path)}>
            Copy the path
          </button>
        </div>
      ) : null}
    </section>
  );
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
