import { useEffect, useLayoutEffect, useRef } from 'react';
import { useAnalysisFocus } from '../../workspace/analysis-focus.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useSelection } from '../../workspace/selection.ts';

/** The window's commands for the analysis; `show` brings its panel to the front, as it does when another panel asks for something. */
export function AnalysisCommands({ show }: { readonly show: () => void }): null {
  const asked = useAnalysisFocus((state) => state.asked);
  const latest = useRef(show);
  useLayoutEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    if (asked !== null) latest.current();
  }, [asked]);
  const ask = (kind: 'book' | 'ticket'): void => useAnalysisFocus.getState().ask({ kind, underlying: useSelection.getState().underlying });
  useCommands([
    { id: 'analysis.focus', title: 'Go to the analysis', keys: 'y', group: 'Analysis', run: show },
    { id: 'analysis.book', title: 'Analyse all that is held of the underlying', group: 'Analysis', run: () => ask('book') },
    { id: 'analysis.ticket', title: 'Analyse the ticket', group: 'Analysis', run: () => ask('ticket') },
  ]);
  return null;
}
