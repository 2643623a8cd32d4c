import { type FormEvent, useCallback, useState } from 'react';
import { liveConfirmation } from '../../../src-core/access/live-confirmation.ts';
import type { AccountEntry } from '../../../src-core/contract/access.ts';
import forms from '../../access/access.module.css';
import { Says } from '../../access/says.tsx';
import { useConnection, useCore } from '../../connection/core.tsx';
import { useAnswer } from '../../connection/use-answer.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { Sheet } from '../../design/sheet.tsx';
import styles from './access-panel.module.css';
import { useAct } from './use-act.ts';

export interface LiveSheetProps {
  readonly account: AccountEntry;
  onClose(): void;
  onDone(accounts: AccountEntry[]): void;
}

/** What must be so before an account goes live, what was found, and the words that do it. */
export function LiveSheet({ account, onClose, onDone }: LiveSheetProps) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const act = useAct();
  const [typed, setTyped] = useState('');
  const question = useCallback((signal: AbortSignal) => core.call('accounts.liveChecks', { id: account.id }, { signal }), [core, account.id]);
  const { value: found, failure, again } = useAnswer(question);
  const words = liveConfirmation(account.number);
  const failing = found?.checks.filter(({ passed }) => !passed).length ?? 0;
  const ban = found === null ? 'The checks are not read yet.' : !found.passed ? (failing === 1 ? 'One check does not pass.' : `${failing} checks do not pass.`) : !isConnected ? 'Not connected to the core.' : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (ban !== null) return;
    const isDone = await act.run(() => core.call('accounts.goLive', { id: account.id, typed: typed.trim() }), 'Gone live.', onDone);
    if (!isDone) again();
  }

  return (
    <Sheet title={`Go live from ${account.number}`} testId="go-live-sheet" onClose={onClose} wide>
      <form className={`${forms.form} ${forms.sheet} ${forms.live}`} onSubmit={(event) => void submit(event)}>
        <h1>
          Go <b className={forms.liveMark}>LIVE</b> from {account.number}
        </h1>
        <p>A live account is opened beside this paper one: its orders go to the broker for real money. All of these must be so first.</p>
        {found === null ? (
          failure === null ? (
            <PanelState kind="loading" title="Looking" />
          ) : (
            <PanelState kind="error" title="The checks cannot be read" detail={failure} action={{ title: 'Try again', run: again }} />
          )
        ) : (
          <table className={styles.checks} aria-label="Checks" data-testid="live-checks">
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">Found</th>
                <th scope="col">Wanted</th>
              </tr>
            </thead>
            <tbody>
              {found.checks.map((check) => (
                <tr key={check.name} data-passed={check.passed} data-testid={`live-check-${check.name}`}>
                  <th scope="row">
                    <span className={styles.mark} role="img" aria-label={check.passed ? 'passes' : 'does not pass'}>
                      {check.passed ? '✓' : '✗'}
                    </span>
                    {check.title}
                  </th>
                  <td>{check.found}</td>
                  <td>{check.wanted}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className={forms.goes}>
          Then type <code className={forms.words}>{words}</code>
        </p>
        <input className={forms.input} value={typed} disabled={ban !== null} title={ban ?? undefined} aria-label="The words above" autoComplete="off" spellCheck={false} maxLength={100} data-testid="go-live-typed" onChange={(event) => (setTyped(event.target.value), act.hush())} />
        <Says id="go-live-says" failure={act.saying?.kind === 'failed' ? act.saying.text : found === null ? null : ban} failures={0} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={ban !== null || typed.trim() !== words || act.isUnderWay} title={ban ?? undefined} data-testid="go-live">
            {act.isUnderWay ? 'Going live …' : 'Go live ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Stay on paper Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}
