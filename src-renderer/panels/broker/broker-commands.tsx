import { useStreamPart } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { AccountCancelSheet } from './account-cancel-sheet.tsx';
import { useBrokerActs } from './broker-acts.ts';

/** What is asked of the broker by name; `show` brings its panel to the front. */
export function BrokerCommands({ show }: { readonly show: () => void }) {
  const { broker, gateway } = useStreamPart('broker', (view) => ({ broker: view?.broker ?? null, gateway: view?.gateway?.state ?? null }));
  const comparing = useRefusal('broker.reconcile');
  const cancelling = useRefusal('broker.cancelAccount');
  const retrying = useRefusal('broker.retry');
  const acts = useBrokerActs();
  useCommands([
    {
      id: 'broker.compare',
      title: 'Compare with the broker',
      group: 'Broker',
      enabled: () => broker !== null && comparing === null && !acts.isHeld('compare'),
      run: () => {
        show();
        acts.compare();
      },
    },
    { id: 'broker.cancelAccount', title: 'Cancel everything of the account …', group: 'Broker', enabled: () => broker === 'ibkr' && cancelling === null && acts.isConnected, run: acts.askToCancel },
    { id: 'broker.retry', title: 'Try the gateway again', group: 'Broker', enabled: () => gateway === 'down' && retrying === null && !acts.isHeld('retry'), run: acts.retry },
  ]);
  return <AccountCancelSheet />;
}
