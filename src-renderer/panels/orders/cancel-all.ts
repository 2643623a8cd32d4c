import { useOrders } from '../../connection/core.tsx';
import { useArming } from '../../workspace/arming.ts';
import { useCommands } from '../../workspace/commands.ts';
import { windowStore } from '../../workspace/window-store.ts';

export interface CancelAll {
  /** Waiting for its confirmation in the orders panel. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useCancelAll = windowStore<CancelAll>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));

/** The command that cancels every working order; it acts whether or not the orders panel is open, which `show` brings to the front. */
export function useCancelAllCommand(show: () => void): void {
  const isWorking = useOrders().some((order) => order.open);
  useCommands([
    {
      id: 'orders.cancel.all',
      title: 'Cancel every working order',
      keys: 'shift+c',
      group: 'Orders',
      enabled: () => useArming.getState().armed && isWorking,
      run: () => {
        show();
        useCancelAll.getState().ask();
      },
    },
  ]);
}
