import { useActStop } from '../../access/account-stop.ts';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { useRiskFocus } from './risk-focus.ts';
import { stateChoices } from './state-acts.ts';
import { useStateAsking } from './state-asking.ts';

/** The window's commands for the trading state; `show` brings the risk panel to the front. A component, so that the stream draws it alone. */
export function RiskCommands({ show }: { readonly show: () => void }): null {
  const core = useCore();
  const stop = useActStop();
  const ban = useRefusal('risk.reduce');
  const possible = useStreamPart('risk', (view) =>
    view === null
      ? ''
      : stateChoices(view, stop?.next ?? null, ban)
          .filter(({ because }) => because === null)
          .map(({ act }) => act)
          .join(' '),
  ).split(' ');
  const askFor = (act: 'ACTIVE' | 'REDUCING'): void => {
    show();
    useStateAsking.getState().ask(act);
  };
  useCommands([
    {
      id: 'risk.focus',
      title: 'Go to the risk',
      keys: 'r',
      group: 'Risk',
      run: () => {
        show();
        useRiskFocus.getState().ask();
      },
    },
    { id: 'risk.reduce', title: 'Reduce only: take nothing that raises loss or margin', group: 'Risk', enabled: () => possible.includes('reduce'), run: () => void useStateAsking.getState().carryOut(core, 'reduce').then(show) },
    { id: 'risk.resume', title: 'Resume trading …', group: 'Risk', enabled: () => possible.includes('ACTIVE'), run: () => askFor('ACTIVE') },
    { id: 'risk.resume.reducing', title: 'Resume to reducing …', group: 'Risk', enabled: () => possible.includes('REDUCING'), run: () => askFor('REDUCING') },
  ]);
  return null;
}
