import { type KeyboardEvent, useEffect, useReducer, useState } from 'react';
import { type ConnectionsView, SERVERS } from '../../../src-core/contract/connections.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useCore, useStream, useStreamFailure } from '../../connection/core.tsx';
import { isUnanswered } from '../../connection/unanswered.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { RestartButton } from '../../workspace/restart/restart-button.tsx';
import { changeDraft, changesOf, openDraft, settingsOf } from './connection-draft.ts';
import { problemsOf, problemsOfSave } from './connection-problems.ts';
import { VAULT_WORDS } from './connection-words.ts';
import { type Section, SECTION_NAMES, SECTIONS, useConnectionsSections } from './connections-sections.ts';
import styles from './connections.module.css';
import { DeskSection } from './desk-section.tsx';
import { GatewaySection } from './gateway-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { type Secrets, ServerSection } from './server-section.tsx';

/** The servers and the broker's gateway: how they stand, how they are set up for the next start, the desk, and what is kept for how long. */
export function ConnectionsPanel({ visible }: { readonly visible: boolean }) {
  const view = useStream('connections');
  return view === null ? <Awaited stream="connections" what="The connections" /> : <Connections view={view} visible={visible} />;
}

interface Saying {
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

function Connections({ view, visible }: { readonly view: ConnectionsView; readonly visible: boolean }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const failure = useStreamFailure('connections');
  const { front, restarting, askRestart } = useConnectionsSections();
  const refusal = useRefusal('connections.save');
  const [draft, change] = useReducer(changeDraft, view, openDraft);
  const [saving, setSaving] = useState(false);
  const [saying, setSaying] = useState<Saying | null>(null);
  const [secrets] = useState((): Secrets => new Map());
  useEffect(() => change({ kind: 'heard', view }), [view]);
  const settings = settingsOf(draft);
  const problems = { ...problemsOf(settings), ...draft.refused };
  const changes = changesOf(draft);
  const wrong = Object.keys(problems).length;
  const canSave = changes > 0 && wrong === 0 && isConnected && !saving && refusal === null;

  async function save(): Promise<void> {
    if (!canSave) return;
    setSaving(true);
    setSaying(null);
    try {
      const credentials: Partial<Record<(typeof SERVERS)[number], string | null>> = {};
      for (const server of SERVERS) {
        const edit = draft.credentials[server];
        const typed = secrets.get(server)?.value ?? '';
        if (edit === 'forget') credentials[server] = null;
        else if (edit === 'typed' && typed !== '') credentials[server] = typed;
      }
      const answer = await core.call('connections.save', { settings, credentials });
      change({ kind: 'saved', view: answer });
      setSaying({ kind: 'done', text: answer.restartNeeded ? 'Saved for the next start.' : 'Saved.' });
    } catch (error) {
      const placed = problemsOfSave(error);
      change({ kind: 'refused', problems: placed.problems });
      const text = placed.text ?? 'Not saved: see the marked field.';
      setSaying({ kind: 'failed', text: isUnanswered(error) ? `No answer: ${text} It may have been saved.` : text });
    } finally {
      setSaving(false);
    }
  }

  function discard(): void {
    change({ kind: 'discarded' });
    setSaying(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.repeat || !(event.target instanceof HTMLInputElement) || event.target.type === 'radio') return;
    event.preventDefault();
    void save();
  }

  const stale = !isConnected ? '△ not connected: this is of an earlier moment' : failure !== null ? `△ ${failure.message}; trying again` : null;
  const isFront = (section: Section): boolean => section === front;
  return (
    <section className={styles.panel} aria-label="Connections" data-testid="connections" data-stale={stale !== null} onKeyDown={onKeyDown}>
      <div className={styles.bar}>
        <span className={styles.sections} role="group" aria-label="Show">
          {SECTIONS.map((section) => (
            <button key={section} type="button" className={styles.section} aria-pressed={isFront(section)} data-testid={`connections-to-${section}`} onClick={() => useConnectionsSections.getState().turnTo(section)}>
              {SECTION_NAMES[section]}
            </button>
          ))}
        </span>
        {stale === null ? null : <span className={styles.stale}>{stale}</span>}
        <span className={styles.spring} />
        <span className={styles.changes} role="status" data-kind={saying?.kind} data-testid="connections-saying" title={saying?.text}>
          {changes > 0 && saying?.kind !== 'failed' ? `${changes} ${changes === 1 ? 'change' : 'changes'} not saved${wrong > 0 ? `, ${wrong} to mend` : ''}` : saying?.text}
        </span>
        <button type="button" className={styles.button} data-testid="connections-discard" disabled={(changes === 0 && Object.keys(draft.credentials).length === 0) || saving} onClick={discard}>
          Discard
        </button>
        <button type="button" className={styles.primary} data-testid="connections-save" disabled={!canSave} title={refusal ?? undefined} onClick={() => void save()}>
          {saving ? 'Saving …' : 'Save'}
        </button>
      </div>
      {draft.kept.restartNeeded ? (
        <div className={styles.restart} role="status" data-testid="connections-restart">
          <span>△ What is set differs from what runs: it takes effect at the next start.</span>
          <RestartButton what="with the connections that are set" testId="connections-restart-now" isAsked={restarting} ask={askRestart} />
        </div>
      ) : null}
      {refusal === null ? null : (
        <p className={styles.refusal} role="status" data-testid="connections-refusal">
          ⊘ {refusal} What is set can be read here, not changed.
        </p>
      )}
      <div className={styles.sides}>
        <div className={styles.side} data-front={isFront('servers')}>
          <ProfileSection draft={draft} problems={problems} isRefused={refusal !== null} change={change} />
          {SERVERS.map((server) => (
            <ServerSection
              key={server}
              server={server}
              draft={draft}
              problems={problems}
              status={view.servers.find((status) => status.server === server)}
              isConnected={isConnected}
              visible={visible}
              secrets={secrets}
              isRefused={refusal !== null}
              change={change}
            />
          ))}
          <p className={styles.places}>
            Settings are kept in <b>{view.configFile}</b>, passwords and tokens {VAULT_WORDS[view.vault]}; they never come back into a window.
          </p>
        </div>
        <div className={styles.side} data-front={front !== 'servers'}>
          <div className={styles.part} data-front={isFront('gateway')}>
            <GatewaySection draft={draft} problems={problems} isConnected={isConnected} isRefused={refusal !== null} change={change} />
          </div>
          <div className={styles.part} data-front={isFront('desk')}>
            <h3 className={styles.title}>Desk</h3>
            <DeskSection desk={view.desk} isConnected={isConnected} visible={visible} />
          </div>
          <div className={styles.part} data-front={isFront('retention')}>
            <h3 className={styles.title}>Retention</h3>
            <RetentionSection rules={view.retention} />
          </div>
        </div>
      </div>
    </section>
  );
}
