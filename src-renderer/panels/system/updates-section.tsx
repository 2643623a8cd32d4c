import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { UpdateView } from '../../../src-core/contract/app.ts';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { formatBytes } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useRefusal } from '../../workspace/refusal.ts';
import { offeredActs, rolledBackWords, shareWords } from '../../workspace/updates/update-words.ts';
import { sentence } from './config-words.ts';
import { momentWords } from './system-words.ts';
import styles from './updates.module.css';
import { type UpdateAct, type UpdateActs, useUpdateActs } from './use-update-acts.ts';

/** Which version runs, whether there is a newer one, and installing it. */
export function UpdatesSection() {
  const isConnected = useConnection() === 'connected';
  const app = useStreamPart('app', (view) => view);
  const refusal = useRefusal('updates.check');
  const acts = useUpdateActs();
  if (app === null) return isConnected ? <PanelState kind="loading" title="Asking which version this is" /> : <PanelState kind="disconnected" title="Not connected to the core" detail="What is known of versions returns with the connection; trying again." />;
  const { version, update, rolledBack } = app;
  return (
    <section className={styles.updates} aria-label="Updates" data-testid="updates" data-phase={update.phase}>
      {rolledBack === null ? null : (
        <div className={styles.back} role="alert" data-testid="updates-rolled-back">
          <p>
            △ <b>{momentWords(rolledBack.time)}</b> {rolledBackWords(rolledBack)}
          </p>
          {refusal === null && update.phase !== 'staged' ? (
            <button type="button" className={styles.small} disabled={acts.isBusy} onClick={() => acts.begin('discard')}>
              I have read this
            </button>
          ) : null}
        </div>
      )}
      <Status version={version} update={update} />
      {refusal === null ? <Acts update={update} acts={acts} /> : <p className={styles.quiet}>⊘ {refusal}</p>}
      <Notes update={update} />
      {update.phase === 'off' ? null : (
        <p className={styles.quiet}>Nothing is fetched or installed before somebody says so, and nothing is installed during a session or with orders working. The version before and the databases are kept until the new one has shown its window.</p>
      )}
    </section>
  );
}

function Status({ version, update }: { readonly version: string; readonly update: UpdateView }) {
  return (
    <div className={styles.status} role="status" aria-live="polite" data-testid="updates-status">
      <p className={styles.line}>
        <b>{version === '' ? 'This program' : version}</b> runs. {statusWords(update)}
      </p>
      {update.phase === 'downloading' ? <progress className={styles.progress} max={1} value={update.share} aria-label={`Fetching ${update.version}`} /> : null}
      {'problem' in update && update.problem !== null ? <p className={styles.problem}>✕ {sentence(update.problem)}</p> : null}
      {update.phase === 'staged' && update.obstacle !== null ? (
        <p className={styles.obstacle} data-testid="updates-obstacle">
          ⊘ It cannot be installed now. {sentence(update.obstacle)}
        </p>
      ) : null}
    </div>
  );
}

function statusWords(update: UpdateView): string {
  switch (update.phase) {
    case 'off':
      return sentence(update.why);
    case 'idle':
      return update.checkedAt === null ? 'Nobody has looked for a newer version yet.' : `No newer version was known on ${momentWords(update.checkedAt)}, New York.`;
    case 'checking':
      return 'Looking for a newer version …';
    case 'available':
      return `${update.version} is out${update.size === null ? '' : `, ${formatBytes(update.size)}`}.`;
    case 'downloading':
      return `Fetching ${update.version}: ${shareWords(update.share)}.`;
    case 'staged':
      return update.atNextStart ? `${update.version} was fetched and verified, and is installed when the program starts next, if nothing stands in the way then.` : `${update.version} was fetched and verified, and waits.`;
    case 'installing':
      return `The program ends now, and starts again as ${update.version}.`;
  }
}

const TITLES: Readonly<Record<UpdateAct, string>> = { check: 'Look for a newer version', download: 'Fetch it', install: 'Install now …', next_start: 'Install at the next start', discard: 'Discard' };
const SENDING: Readonly<Record<UpdateAct, string>> = { check: 'Looking …', download: 'Asking …', install: 'Asking …', next_start: 'Asking …', discard: 'Discarding …' };

function Acts({ update, acts }: { readonly update: UpdateView; readonly acts: UpdateActs }) {
  const { isBusy, isConfirming, sending, failure, begin } = acts;
  if (update.phase === 'staged' && isConfirming && update.obstacle === null) return <Confirmation version={update.version} acts={acts} />;
  const offered = offeredActs(update).filter((act) => act !== 'next_start' || (update.phase === 'staged' && !update.atNextStart));
  return (
    <>
      {offered.length === 0 ? null : (
        <div className={styles.acts}>
          {offered.map((act, at) => (
            <button
              key={act}
              type="button"
              className={at === 0 && act !== 'check' ? styles.primary : styles.button}
              disabled={isBusy || (act === 'install' && update.phase === 'staged' && update.obstacle !== null)}
              title={act === 'install' && update.phase === 'staged' ? (update.obstacle ?? undefined) : undefined}
              data-testid={`updates-${act}`}
              onClick={() => begin(act)}
            >
              {sending === act ? SENDING[act] : act === 'check' && update.phase === 'available' ? 'Look again' : TITLES[act]}
            </button>
          ))}
        </div>
      )}
      {failure === null ? null : (
        <p className={styles.problem} role="alert">
          ✕ {sentence(failure)}
        </p>
      )}
    </>
  );
}

function Confirmation({ version, acts: { isBusy, sending, failure, confirm, leave } }: { readonly version: string; readonly acts: UpdateActs }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    button.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    if (event.key === 'Escape' && sending === null) leave();
  }

  return (
    <div className={styles.confirm} role="group" aria-label="Confirm the installation" data-testid="updates-confirmation" onKeyDown={onKeyDown}>
      <p>The program ends with all its windows, copies its databases, is replaced, and starts again as {version}. If that does not reach its window in two starts, this version is put back.</p>
      <button
        ref={button}
        type="button"
        className={styles.primary}
        disabled={isBusy && sending === null}
        aria-disabled={sending !== null}
        data-testid="updates-confirm"
        onClick={(event) => {
          // The second click of a double click must not confirm what the first one asked.
          if (event.detail <= 1) confirm();
        }}
      >
        {sending === 'install' ? 'Asking …' : 'End, install and start ⏎'}
      </button>{' '}
      <button type="button" className={styles.button} disabled={sending !== null} onClick={leave}>
        Back Esc
      </button>
      {failure === null ? null : (
        <p className={styles.problem} role="alert">
          ✕ {sentence(failure)}
        </p>
      )}
    </div>
  );
}

function Notes({ update }: { readonly update: UpdateView }) {
  if (update.phase !== 'available' && update.phase !== 'staged') return null;
  return (
    <section className={styles.notes} aria-label={`New in ${update.version}`}>
      <h3>New in {update.version}</h3>
      {update.notes === '' ? <p className={styles.quiet}>The release says nothing of itself.</p> : <pre tabIndex={0}>{update.notes}</pre>}
    </section>
  );
}
