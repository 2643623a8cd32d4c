import { useEffect, useReducer, useState } from 'react';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import { useCore } from '../../connection/core.tsx';
import type { OrderStop } from '../../workspace/desk-role.ts';
import styles from './entry.module.css';
import { NotesKeeper, type NotesState } from './notes-keeper.ts';

/** After the last key press. */
const SAVE_AFTER = 800;

const STATES: Readonly<Record<NotesState['kind'], string>> = { saved: '✓ saved', unsaved: '● not saved yet', saving: '… saving', error: '△ not saved' };

export interface NotesEditorProps {
  readonly row: Pick<JournalRow, 'tradeId' | 'notes'>;
  readonly stop: OrderStop | null;
  readonly changed: (row: JournalRow) => void;
}

/** Notes that save themselves, and say whether they are saved. */
export function NotesEditor({ row: { tradeId, notes }, stop, changed }: NotesEditorProps) {
  const core = useCore();
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [keeper] = useState(
    () =>
      new NotesKeeper({
        text: notes,
        later: (task) => {
          const timer = setTimeout(task, SAVE_AFTER);
          return () => clearTimeout(timer);
        },
        changed: draw,
      }),
  );
  useEffect(() => keeper.saveWith(async (text) => changed(await core.call('journal.annotate', { tradeId, notes: text }))), [keeper, core, tradeId, changed]);
  useEffect(() => keeper.refresh(notes), [keeper, notes]);
  // What was typed last is saved though another entry is opened.
  useEffect(() => () => void keeper.flush(), [keeper]);
  const { state } = keeper;
  return (
    <div className={styles.notes}>
      <label>
        <span>Notes</span>
        <textarea
          className={styles.area}
          rows={4}
          maxLength={10_000}
          placeholder={stop === null ? 'Why it was opened, what was seen, what to do next time' : ''}
          readOnly={stop !== null}
          value={keeper.text}
          data-testid="journal-notes"
          onChange={(event) => keeper.edit(event.target.value)}
          onBlur={() => void keeper.flush()}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.closest<HTMLElement>('[role="group"]')?.focus();
            if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void keeper.flush();
            }
            event.stopPropagation();
          }}
        />
      </label>
      <span className={styles.state} data-state={state.kind} role={state.kind === 'error' ? 'alert' : 'status'} data-testid="journal-notes-state">
        {STATES[state.kind]}
        {state.kind === 'error' ? `: ${state.message}` : ''}
      </span>
      {state.kind === 'error' ? (
        <button type="button" className={styles.small} onClick={() => void keeper.flush()}>
          Try again
        </button>
      ) : null}
      {keeper.canUndo ? (
        <button type="button" className={styles.small} data-testid="journal-notes-undo" title="Back to what was there before the last save" onClick={() => keeper.undo()}>
          Undo the last save
        </button>
      ) : null}
    </div>
  );
}
