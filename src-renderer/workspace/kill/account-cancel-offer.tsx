import { useEffect, useState } from 'react';
import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { useStream } from '../../connection/core.tsx';
import { AccountOrders, CancelSaying } from '../../panels/broker/account-cancel.tsx';
import { useBrokerActs } from '../../panels/broker/broker-acts.ts';
import { useRefusal } from '../refusal.ts';
import { othersWords } from './kill-words.ts';
import styles from './kill.module.css';

/** After the halt, and apart from it: whether what others placed in the account is to be cancelled too. Nothing at the paper broker, where nobody else is. */
export function AccountCancelOffer() {
  const view = useStream('broker');
  return view === null || view.broker !== 'ibkr' ? null : <Offer view={view} />;
}

function Offer({ view }: { readonly view: BrokerView }) {
  const acts = useBrokerActs();
  const refusal = useRefusal('broker.cancelAccount');
  const [asked, setAsked] = useState(false);
  const { hush } = acts;
  // What was said of an earlier one.
  useEffect(() => hush(), [hush]);
  const { account, orders, gateway } = view;
  const isReached = gateway?.state === 'connected' && gateway.servers !== 'lost';
  const isSending = acts.sending.includes('cancelAccount');
  const isTold = acts.saying?.of === 'cancelAccount' && acts.saying.kind === 'done';
  return (
    <section className={styles.account} aria-label="The rest of the account" data-testid="kill-account">
      <h3>
        Everything else of <b>{account.number}</b>
      </h3>
      <p className={styles.says}>{othersWords(orders, isReached)}</p>
      <AccountOrders orders={orders} only="elsewhere" />
      <CancelSaying />
      {isTold ? null : asked ? (
        <div className={styles.acts} role="group" aria-label="Confirm">
          <button
            type="button"
            className={styles.danger}
            data-testid="kill-account-confirm"
            disabled={refusal !== null || acts.isHeld('cancelAccount')}
            onClick={(event) => {
              // The second click of a double click must not confirm what the first one asked.
              if (event.detail <= 1) void acts.cancelAccount();
            }}
          >
            {isSending ? 'Telling the broker …' : `Cancel every order of ${account.number}`}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            Not that
          </button>
        </div>
      ) : (
        <div className={styles.acts}>
          <button type="button" data-testid="kill-account-ask" disabled={refusal !== null || !acts.isConnected} title={refusal ?? undefined} onClick={() => setAsked(true)}>
            Cancel everything of the account …
          </button>
        </div>
      )}
    </section>
  );
}
