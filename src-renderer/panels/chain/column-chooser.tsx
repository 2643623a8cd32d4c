import { Sheet } from '../../design/sheet.tsx';
import { chainColumns, COLUMN_STYLES, DEFAULT_COLUMNS, OPTIONAL_COLUMNS } from './chain-columns.ts';
import styles from './chain-panel.module.css';

export function ColumnChooser({ onClose }: { readonly onClose: () => void }) {
  const chosen = chainColumns.use();
  return (
    <Sheet title="Columns of the option chain" testId="column-chooser" onClose={onClose}>
      <h2>Columns of the option chain</h2>
      <div className={styles.chooser}>
        {OPTIONAL_COLUMNS.map((field) => (
          <label key={field}>
            <input
              type="checkbox"
              data-testid={`column-${field}`}
              checked={chosen.includes(field)}
              onChange={(event) =>
                chainColumns.set(OPTIONAL_COLUMNS.filter((other) => (other === field ? event.target.checked : chosen.includes(other))))
              }
            />
            <b>{COLUMN_STYLES[field].label}</b>
            <span>{COLUMN_STYLES[field].title}</span>
          </label>
        ))}
      </div>
      <div className={styles.actions}>
        <button type="button" onClick={() => chainColumns.set(DEFAULT_COLUMNS)}>
          Default columns
        </button>
      </div>
    </Sheet>
  );
}
