import { useEffect } from 'react';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { type Command, useCommands } from '../commands.ts';
import { useSelection } from '../selection.ts';
import { WINDOW } from '../window-name.ts';
import { LINK_COLOURS, LINK_GROUPS, windowLink } from './link-groups.ts';
import { SymbolLink } from './symbol-link.ts';
import { openWindowBus } from './window-bus.ts';
import { openFurtherWindow, useWindowDesk } from './window-desk.ts';
import { WindowOpener } from './window-opener.ts';

/** Keys of what is done with windows. */
export const NEW_WINDOW_KEY = 'w';
export const LINK_KEY = 'i';
export const MOVE_PANEL_KEY = 'shift+o';

const SIZE = { width: 900, height: 700 } as const;
const STEP = 32;

/** Joins this window with the others of its person, for as long as it is open to them. */
export function WindowLinks() {
  const person = useStreamPart('access', (access) => access?.user?.id ?? null);
  const opensWindows = useStreamPart('app', (app) => app?.opensWindows ?? null);
  const link = windowLink.use();
  const isOpening = useWindowDesk((desk) => desk.isOpening);
  useCommands([
    { id: 'window.new', title: 'New window', keys: NEW_WINDOW_KEY, group: 'Windows', enabled: () => !isOpening, run: () => openFurtherWindow(null) },
    ...LINK_GROUPS.map((each): Command => ({ id: `link.${each}`, title: `Link this window: ${each}, ${LINK_COLOURS[each]}`, group: 'Windows', enabled: () => link !== each, run: () => windowLink.set(each) })),
    { id: 'link.none', title: 'Link this window: not linked', group: 'Windows', enabled: () => link !== 'none', run: () => windowLink.set('none') },
  ]);
  return person === null || opensWindows === null ? null : <Joined key={person} person={person} opensWindows={opensWindows} />;
}

function Joined({ person, opensWindows }: { readonly person: string; readonly opensWindows: boolean }): null {
  const core = useCore();
  useEffect(() => {
    const page = crypto.randomUUID();
    const bus = openWindowBus(person);
    const link = new SymbolLink({ bus, page, now: () => useSelection.getState().underlying, follow: useSelection.getState().follow });
    const opener = new WindowOpener({
      bus,
      page,
      name: WINDOW,
      link: windowLink.get,
      byShell: opensWindows ? () => core.call('app.openWindow', {}) : null,
      byPage: (fragment) => void window.open(`${location.pathname}${fragment}`, '_blank', `noopener,popup,width=${SIZE.width},height=${SIZE.height},left=${window.screenX + STEP},top=${window.screenY + STEP}`),
      after: (milliseconds, run) => void setTimeout(run, milliseconds),
    });
    bus.onMessage((message) => {
      if (message.kind === 'who') bus.post({ kind: 'here', from: page, name: WINDOW });
      if (message.kind !== 'welcome' || message.to !== page) return;
      const { from, panel } = message;
      windowLink.set(message.link);
      if (panel !== null) useWindowDesk.setState({ handed: { panel, took: () => bus.post({ kind: 'took', from: page, to: from, panel }) } });
    });
    bus.post({ kind: 'here', from: page, name: WINDOW });
    link.join(windowLink.get());
    const stops = [
      windowLink.use.subscribe((chosen) => link.join(chosen)),
      useSelection.subscribe((now, before) => {
        if (now.chosen > before.chosen) link.chosen(now.underlying);
      }),
    ];
    useWindowDesk.setState({ opener });
    return () => {
      useWindowDesk.setState({ opener: null, isOpening: false, problem: null, handed: null });
      for (const stop of stops) stop();
      link.close();
      bus.close();
    };
  }, [core, opensWindows, person]);
  return null;
}
