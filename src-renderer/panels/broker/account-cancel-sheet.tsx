import { useStream } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { useArming } from '../../workspace/arming.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { AccountOrders, CancelSaying, heardWords } from './account-cancel.tsx';
import { useBrokerActs } from './broker-acts.ts';
import styles from './broker.module.css';

/** Asks before every order of the account is cancelled at the broker, whoever made it. */
export function AccountCancelSheet() {
  const view = useStream('broker');
  const acts = useBrokerActs();
  const refusal = useRefusal('broker.cancelAccount');
  const { armed, held, arm } = useArming();
  if (!acts.isAskedToCancel || view === null) return null;
  const { account, orders } = view;
  const isSending = acts.sending.includes('cancelAccount');
  const isTold = acts.saying?.of === 'cancelAccount' && acts.saying.kind === 'done';
  return (
    <Sheet title="Cancel everything of the account" testId="account-cancel" onClose={acts.leaveCancel}>
      <h2>
        Cancel everything of <span className={styles.number}>{account.number}</span>
      </h2>
      <div className={styles.sheet}>
        <p>
          The broker is told to cancel <b>every order of the account</b>: those of this terminal, and those made in TWS, on a phone or by another program. Positions stay as they are. It cannot be taken back.
        </p>
        <AccountOrders orders={orders} only="all" />
        <p className={styles.dim}>{heardWords(orders)}</p>
        {refusal === null ? null : <p className={styles.said} data-kind="failed" role="alert">⊘ {refusal}</p>}
        <CancelSaying />
        <div className={styles.sheetActs}>
          {isTold ? (
            <button type="button" className={styles.tall} data-focus="" onClick={acts.leaveCancel}>
              Close Esc
            </button>
          ) : (
            <>
              <button
                type="button"
                className={styles.tallDanger}
                data-testid="account-cancel-go"
                data-armed={armed}
                disabled={refusal !== null || acts.isHeld('cancelAccount') || held !== null}
                title={held ?? undefined}
                onClick={(event) => {
                  // The second click of a double click must not send what the first one armed.
                  if (event.detail > 1) return;
                  if (armed) void acts.cancelAccount();
                  else arm();
                }}
              >
                {isSending ? 'Telling the broker …' : armed ? 'Cancel every order of the account' : 'Arm to cancel'}
              </button>
              <button type="button" className={styles.tall} data-focus="" onClick={acts.leaveCancel}>
                Back Esc
              </button>
            </>
          )}
        </div>
      </div>
    </Sheet>
  );
}
