import { createRoot } from 'react-dom/client';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { CoreProvider, openCore } from '../../../src-renderer/connection/core.tsx';
import '../../../src-renderer/design/tokens.css';
import '../../../src-renderer/design/base.css';
import { OrdersPanel } from '../../../src-renderer/panels/orders/orders-panel.tsx';
import { PositionsPanel } from '../../../src-renderer/panels/positions/positions-panel.tsx';
import { TicketPanel } from '../../../src-renderer/panels/ticket/ticket-panel.tsx';
import { useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';
import { useArming } from '../../../src-renderer/workspace/arming.ts';
import { listenForKeys } from '../../../src-renderer/workspace/commands.ts';
import { fakePort, symbol } from './fake-port.ts';
import './page.css';

declare global {
  interface Window {
    /** What the page asked of the core. */
    readonly calls: { operation: string; input: unknown }[];
    readonly ticket: typeof useTicket;
    readonly arming: typeof useArming;
    condor(): void;
  }
}

const calls: Window['calls'] = [];
const port = fakePort((operation, input) => calls.push({ operation, input }));
Object.assign(window, {
  calls,
  ticket: useTicket,
  arming: useArming,
  condor: () => {
    const { addLeg } = useTicket.getState();
    addLeg(symbol(617, 'call') as InstrumentSymbol, 'sell');
    addLeg(symbol(620, 'call') as InstrumentSymbol, 'buy');
    addLeg(symbol(607, 'put') as InstrumentSymbol, 'sell');
    addLeg(symbol(604, 'put') as InstrumentSymbol, 'buy');
  },
});
listenForKeys(window);
const core = openCore(() => Promise.resolve(port));
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <CoreProvider core={core}>
    <main>
      <div className="ticket">
        <TicketPanel />
      </div>
      <div className="tables">
        <div>
          <PositionsPanel visible />
        </div>
        <div>
          <OrdersPanel visible />
        </div>
      </div>
    </main>
  </CoreProvider>,
);
