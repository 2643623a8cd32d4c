import type { FormEvent } from 'react';
import type { AccountEntry } from '../../../src-core/contract/access.ts';
import forms from '../../access/access.module.css';
import { Says } from '../../access/says.tsx';
import { useCore, useOrders, useStreamPart } from '../../connection/core.tsx';
import { formatDollars } from '../../design/format.ts';
import { Sheet } from '../../design/sheet.tsx';
import { signRestart } from '../../workspace/restart/restart.ts';
import styles from './access-panel.module.css';
import { inTheWay } from './account-words.ts';
import { useAct } from './use-act.ts';

export interface ChooseSheetProps {
  readonly account: AccountEntry;
  /** The number of the one that is traded now. */
  readonly from: string;
  onClose(): void;
  onDone(): void;
}

/** The terminal is to trade another account: what that means, and what is in the way. */
export function ChooseSheet({ account, from, onClose, onDone }: ChooseSheetProps) {
  const core = useCore();
  const act = useAct();
  const working = useOrders().filter(({ open }) => open).length;
  const held = useStreamPart('positions', (view) => view?.packages.filter(({ quantity }) => quantity > 0).length ?? 0);
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const obstacle = inTheWay(working, held, isPractice);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (obstacle !== null) return;
    const isDone = await act.run(() => core.call('accounts.choose', { id: account.id }), 'Chosen.');
    if (!isDone) return;
    signRestart({ kind: 'asked', what: `on the account ${account.number}`, at: Date.now() });
    onDone();
  }

  return (
    <Sheet title={`Trade ${account.number}`} testId="choose-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet} ${account.kind === 'live' ? forms.live : ''}`} onSubmit={(event) => void submit(event)}>
        <h1>
          {account.kind === 'live' ? <b className={forms.liveMark}>LIVE</b> : null} Trade {account.number}
        </h1>
        <p>
          The terminal ends and starts anew on {account.kind === 'live' ? 'the live account' : 'the paper account'} <span className={styles.number}>{account.number}</span>
          {account.netLiquidation === null ? '' : ` (${formatDollars(account.netLiquidation)})`} in place of <span className={styles.number}>{from}</span>. Every window of this terminal comes back on it by itself, SAFE.
        </p>
        {account.kind === 'live' ? <p className={forms.goes}>Each session then types its words once before an order of real money is taken.</p> : null}
        <Says id="choose-says" failure={obstacle ?? (act.saying?.kind === 'failed' ? act.saying.text : null)} failures={0} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={obstacle !== null || act.isUnderWay} data-focus="" data-testid="choose-go">
            {act.isUnderWay ? 'Choosing …' : 'Start anew on it ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}
