import { useEffect } from 'react';
import { useCommands } from '../../workspace/commands.ts';
import { useJournalFocus } from '../../workspace/journal-focus.ts';
import { useJournalSheets } from './journal-sheets.ts';

/** The window's commands for the journal; `show` brings its panel to the front, as asking for a trade's entry does. */
export function JournalCommands({ show }: { readonly show: () => void }): null {
  const seq = useJournalFocus((state) => state.seq);
  useEffect(() => {
    if (seq > 0) show();
    // oxlint-disable-next-line react/exhaustive-deps -- each asking shows it once
  }, [seq]);
  const open = useJournalSheets((state) => state.open);
  useCommands([
    {
      id: 'journal.focus',
      title: 'Go to the journal',
      keys: 'shift+j',
      group: 'Journal',
      run: () => {
        show();
        useJournalSheets.getState().ask();
      },
    },
    { id: 'journal.export', title: 'Export the journal…', group: 'Journal', run: () => (show(), open('export')) },
    { id: 'journal.import', title: 'Import a broker’s statement…', group: 'Journal', run: () => (show(), open('import')) },
  ]);
  return null;
}
