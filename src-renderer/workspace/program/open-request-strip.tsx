import { useState } from 'react';
import type { OpenRequest } from '../../../src-core/contract/app.ts';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { formatBytes } from '../../design/format.ts';
import { usePracticeFocus } from '../../panels/practice/practice-focus.ts';
import { runCommand } from '../commands.ts';
import { useRefusal } from '../refusal.ts';
import styles from './program-strip.module.css';

/** A recording that the system asked to open, by a file or a link: what it is, and what is to become of it. */
export function OpenRequestStrip() {
  const request = useStreamPart('app', (app) => app?.openRequest ?? null);
  return request === null ? null : <Asked key={request.id} request={request} />;
}

function Asked({ request: { id, asked, recording, problem } }: { readonly request: OpenRequest }) {
  const core = useCore();
  const refusal = useRefusal(recording?.kind === 'file' ? 'recordings.import' : 'app.closeOpenRequest');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  const close = async (): Promise<void> => void (await core.call('app.closeOpenRequest', { id }));
  const take = async (): Promise<void> => {
    if (recording === null) return;
    const kept = recording.kind === 'file' ? await core.call('recordings.import', { path: recording.path }) : recording;
    usePracticeFocus.getState().lookAt(kept);
    await close();
    runCommand('panel.practice');
  };
  const text = failure ?? problem ?? (recording === null ? '' : `${recording.date}, ${recording.title}, ${formatBytes(recording.bytes)}`);
  return (
    <div className={styles.strip} role={failure === null ? 'status' : 'alert'} data-tone={failure === null && problem === null ? 'asks' : 'warning'} data-testid="open-request">
      <strong>{recording === null ? 'A recording cannot be opened' : recording.kind === 'file' ? 'Add a recording to practice?' : 'Open a recording in practice?'}</strong>
      <span className={styles.what} title={`${asked}\n${text}`}>
        {text}
      </span>
      {recording === null ? null : (
        <button type="button" disabled={isBusy || refusal !== null} title={refusal ?? undefined} data-testid="open-request-take" onClick={() => void attempt(take)}>
          {isBusy ? 'Opening …' : recording.kind === 'file' ? 'Add and show' : 'Show'}
        </button>
      )}
      <button type="button" disabled={isBusy} data-testid="open-request-leave" onClick={() => void attempt(close)}>
        {recording === null ? 'Close' : 'Not now'}
      </button>
    </div>
  );
}
