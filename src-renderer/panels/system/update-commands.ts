import { useStreamPart } from '../../connection/core.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { offeredActs } from '../../workspace/updates/update-words.ts';
import { type UpdateAct, useUpdateActs } from './use-update-acts.ts';

const TITLES: Readonly<Record<UpdateAct, string>> = {
  check: 'Look for a new version',
  download: 'Fetch the new version',
  install: 'Install the new version now…',
  next_start: 'Install the new version at the next start',
  discard: 'Discard the new version',
};
const ACTS: readonly UpdateAct[] = ['check', 'download', 'install', 'next_start', 'discard'];

/** A hook: the window's commands for updates; `show` brings their section to the front. */
export function useUpdateCommands(show: () => void): void {
  const { begin, isBusy } = useUpdateActs();
  const refusal = useRefusal('updates.check');
  const offered = useStreamPart('app', (app) => (app === null ? [] : offeredActs(app.update)));
  const obstacle = useStreamPart('app', (app) => (app?.update.phase === 'staged' ? app.update.obstacle : null));
  useCommands(
    ACTS.map((act) => ({
      id: `updates.${act}`,
      title: TITLES[act],
      group: 'System',
      enabled: () => refusal === null && !isBusy && offered.includes(act) && (act !== 'install' || obstacle === null),
      run: () => {
        show();
        begin(act);
      },
    })),
  );
}
