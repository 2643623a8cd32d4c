import { cellText, type ChartColumn, type ChartRow, isNumeric } from './chart-data.ts';
import styles from './chart-frame.module.css';

/** What a row's name does when it is pressed. */
export interface RowAct {
  /** "Open in the journal". */
  readonly title: string;
  run(index: number): void;
}

export interface ChartTableProps {
  readonly title: string;
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly ChartRow[];
  readonly act?: RowAct | undefined;
}

/** What a chart draws, as a table; its first column names the row. */
export function ChartTable({ title, columns, rows, act }: ChartTableProps) {
  const numbers = columns.map((column) => isNumeric(column, rows));
  return (
    <div className={styles.values} tabIndex={0} role="group" aria-label={`${title}, table`}>
      <table className={styles.table} aria-label={title} data-testid="chart-table">
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th key={column.key} scope="col" className={at > 0 && numbers[at] === true ? styles.number : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // Rows have no name of their own, and never move.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index} className={styles.row}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.key} scope="row">
                    {act === undefined ? (
                      cellText(column, row)
                    ) : (
                      <button type="button" className={styles.link} title={act.title} onClick={() => act.run(index)}>
                        {cellText(column, row)}
                      </button>
                    )}
                  </th>
                ) : (
                  <td key={column.key} className={numbers[at] === true ? styles.number : undefined}>
                    {cellText(column, row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className={styles.absent}>The chart has no values.</p> : null}
    </div>
  );
}
