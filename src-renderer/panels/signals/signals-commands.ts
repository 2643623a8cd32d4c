import { useOrderStop } from '../../access/account-stop.ts';
import { useCore, useSignals } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useSignalActs } from './signal-acts.ts';
import { useSignalsFocus } from './signals-focus.ts';

/** The window's commands for signals; `show` brings their panel to the front. A component, so that a signal draws it alone. */
export function SignalsCommands({ show }: { readonly show: () => void }): null {
  const core = useCore();
  const stop = useOrderStop();
  const newest = useSignals().find(({ status }) => status === 'active');
  useCommands([
    {
      id: 'signals.focus',
      title: 'Go to the signals',
      keys: 'g',
      group: 'Signals',
      run: () => {
        show();
        useSignalsFocus.getState().ask();
      },
    },
    {
      id: 'signals.take',
      title: 'Take the newest signal to the ticket',
      keys: 'shift+t',
      group: 'Signals',
      enabled: () => newest !== undefined && stop === null,
      run: () => {
        if (newest !== undefined) void useSignalActs.getState().approve(core, newest);
      },
    },
  ]);
  return null;
}
