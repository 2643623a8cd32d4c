import { type KeyboardEvent, useState } from 'react';
import type { AccessView, AccountEntry } from '../../../src-core/contract/access.ts';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { useConnection } from '../../connection/core.tsx';
import { formatDollars } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import styles from './access-panel.module.css';
import { accountStateWords, choiceProblem } from './account-words.ts';
import { ChooseSheet } from './choose-sheet.tsx';
import { Foot } from './foot.tsx';
import { LiveSheet } from './live-sheet.tsx';
import { OpenAccountSheet } from './open-account-sheet.tsx';
import { ShareSheet } from './share-sheet.tsx';
import type { Saying } from './use-act.ts';
import { useListing } from './use-listing.ts';

const ask = (core: ContractClient, signal: AbortSignal): Promise<AccountEntry[]> => core.call('accounts.list', {}, { signal });

type OpenSheet = { readonly kind: 'new' } | { readonly kind: 'choose' | 'share' | 'live'; readonly id: string };

/** The accounts a person may see: which is traded here, whose each is, and what can be done with it. */
export function AccountsSection({ access, visible }: { readonly access: AccessView; readonly visible: boolean }) {
  const isConnected = useConnection() === 'connected';
  const { value: accounts, failure, again, heard } = useListing(ask, visible);
  const [selected, setSelected] = useState<string | null>(null);
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const [saying, setSaying] = useState<Saying | null>(null);
  const opens = useRefusal('accounts.open');
  const chooses = useRefusal('accounts.choose');
  const lives = useRefusal('accounts.goLive');
  const shares = useRefusal('users.names');
  if (accounts === null) return failure === null ? <PanelState kind="loading" title="Reading the accounts" /> : <PanelState kind="error" title="The accounts cannot be read" detail={failure} action={{ title: 'Try again', run: again }} />;
  const current = accounts.find(({ id }) => id === selected);
  const subject = sheet === null || sheet.kind === 'new' ? undefined : accounts.find(({ id }) => id === sheet.id);
  const away = isConnected ? null : 'Not connected to the core.';
  const none = current === undefined ? 'Choose one above (↑ ↓)' : null;
  const choiceBan = away ?? none ?? chooses ?? (current === undefined ? null : choiceProblem(current));
  const isAlone = access.profile === 'local' ? 'A local profile has nobody to share it with.' : null;
  const shareBan = away ?? none ?? isAlone ?? shares ?? (current === undefined || access.user?.role === 'admin' || current.ownerId === access.user?.id ? null : `${current.owner} or an admin shares it.`) ?? (current?.isImported === true ? 'It is looked at by whoever may see it.' : null);
  const liveBan = away ?? none ?? lives ?? (current === undefined ? null : current.kind === 'live' ? 'It is a live one.' : current.isImported ? 'It holds the trades of a statement.' : !current.mayTrade ? `It is ${current.owner}’s.` : null);

  function done(text: string, list?: AccountEntry[]): void {
    setSheet(null);
    setSaying({ kind: 'done', text });
    if (list === undefined) again();
    else heard(list);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(
      event.key,
      accounts?.map(({ id }) => id) ?? [],
      selected,
    );
    if (next !== undefined) setSelected(next);
    else if (event.key === 'Enter' && current !== undefined && choiceBan === null) setSheet({ kind: 'choose', id: current.id });
    else if (event.key === 'n' && away === null && opens === null) setSheet({ kind: 'new' });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Accounts" aria-activedescendant={selected === null ? undefined : `account-${selected}`} onKeyDown={onKeyDown}>
        <table className={styles.table} aria-label="Accounts" data-testid="access-accounts">
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col">Kind</th>
              <th scope="col">Owner</th>
              <th scope="col" className={styles.p2}>
                Shared with
              </th>
              <th scope="col" className={styles.p3}>
                Broker
              </th>
              <th scope="col" className={styles.number}>
                Value
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.id} id={`account-${account.id}`} className={styles.row} aria-selected={account.id === selected} data-quiet={!account.isActive || account.isImported} data-testid="account-row" onClick={() => setSelected(account.id)} onDoubleClick={() => choiceProblem(account) === null && chooses === null && away === null && setSheet({ kind: 'choose', id: account.id })}>
                <th scope="row" className={`${styles.figure} ${styles.name}`} title={account.number}>
                  {account.number}
                </th>
                <td>{account.kind === 'live' ? <b className={styles.live}>LIVE</b> : 'paper'}</td>
                <td className={styles.name} title={account.owner}>
                  {account.ownerId === access.user?.id ? 'you' : account.owner}
                </td>
                <td className={styles.p2}>{account.sharedWith.length === 0 ? '–' : account.sharedWith.length === 1 ? 'one more' : `${account.sharedWith.length} more`}</td>
                <td className={styles.p3}>{account.broker}</td>
                <td className={styles.number}>{formatDollars(account.netLiquidation)}</td>
                <td className={styles.state} data-tone={account.isCurrent ? 'this' : undefined}>
                  {accountStateWords(account)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Foot
        saying={saying ?? (failure === null ? null : { kind: 'failed', text: `Not renewed: ${failure}` })}
        asking={null}
        hint={
          <>
            <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>⏎</kbd> trade it <kbd>N</kbd> open one
          </>
        }
        onEscape={() => undefined}
      >
        <button type="button" className={styles.small} disabled={shareBan !== null} title={shareBan ?? 'Who else may trade it'} data-testid="account-share" onClick={() => current && setSheet({ kind: 'share', id: current.id })}>
          Share …
        </button>
        <button type="button" className={styles.small} disabled={liveBan !== null} title={liveBan ?? 'What must be so before it goes live'} data-testid="account-live" onClick={() => current && setSheet({ kind: 'live', id: current.id })}>
          Go live …
        </button>
        <button type="button" className={styles.small} disabled={choiceBan !== null} title={choiceBan ?? 'The terminal starts anew on it'} data-testid="account-choose" onClick={() => current && setSheet({ kind: 'choose', id: current.id })}>
          Trade it …
        </button>
        <button type="button" className={styles.act} disabled={away !== null || opens !== null} title={away ?? opens ?? undefined} data-testid="account-open" onClick={() => setSheet({ kind: 'new' })}>
          Open one …
        </button>
      </Foot>
      {sheet?.kind === 'new' ? <OpenAccountSheet taken={accounts.map(({ number }) => number)} onClose={() => setSheet(null)} onDone={(list, number) => done(`${number} is open. Choose it to trade it.`, list)} /> : null}
      {sheet?.kind === 'choose' && subject !== undefined ? <ChooseSheet account={subject} from={access.account.number} onClose={() => setSheet(null)} onDone={() => done(`The terminal starts anew on ${subject.number}.`)} /> : null}
      {sheet?.kind === 'share' && subject !== undefined ? <ShareSheet account={subject} heard={heard} onClose={() => setSheet(null)} /> : null}
      {sheet?.kind === 'live' && subject !== undefined ? <LiveSheet account={subject} onClose={() => setSheet(null)} onDone={(list) => done(`${subject.number} has gone live. Choose the live account to trade it.`, list)} /> : null}
    </>
  );
}
