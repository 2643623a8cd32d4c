import type { ImportPreview, Statement } from '../../../src-core/contract/journal.ts';
import { Figure } from '../../design/figure.tsx';
import { formatCount, formatDollars, formatSignedAmount, formatSignedDollars } from '../../design/format.ts';
import { wholeMoment } from './journal-words.ts';
import styles from './sheets.module.css';

export const FORMAT_NAMES: Readonly<Record<ImportPreview['format'], string>> = {
  'smart-0dte': 'Smart 0DTE (its own export)',
  'ibkr-flex': 'IBKR Flex query',
  'ibkr-activity': 'IBKR activity statement',
  tastytrade: 'tastytrade transactions',
};

/** Rows shown; a statement of a year has thousands. */
const MOST = 300;

/** What an import would bring, and what of the file cannot be used. */
export function ImportPreviewView({ statement, preview }: { readonly statement: Statement; readonly preview: ImportPreview }) {
  const { format, broker, accountNumber, accountKnown, from, to, fills, duplicates, packages, realised, commission, fees, net, problems, passedOver, fatal } = preview;
  return (
    <>
      <p data-testid="import-summary">
        <b>{statement.fileName}</b>: {FORMAT_NAMES[format]}, {broker} account {accountNumber} ({accountKnown ? 'known' : 'new'}){from === null || to === null ? '' : `, ${from} to ${to}`}. {formatCount(fills)} fills, of which {formatCount(duplicates)} are there already and left out; {formatCount(packages.length)} packages.
      </p>
      <p data-testid="import-totals">
        {formatSignedDollars(realised)} realised − {formatDollars(commission)} commission − {formatDollars(fees)} fees = <Figure value={net} text={formatSignedDollars(net)} arrow weight="strong" />
      </p>
      {passedOver.length === 0 ? null : <p className={styles.dim}>Passed over: {passedOver.map(({ reason, rows }) => `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}, ${reason}`).join('; ')}.</p>}
      {problems.length === 0 ? null : (
        <div className={styles.window}>
          <table className={styles.table} aria-label="Problems" data-testid="import-problems">
            <caption>{fatal ? '△ Nothing can be imported until these rows are right:' : '△ These rows are left out:'}</caption>
            <thead>
              <tr>
                <th scope="col" className={styles.figure}>Line</th>
                <th scope="col">Column</th>
                <th scope="col">What is wrong</th>
              </tr>
            </thead>
            <tbody>
              {problems.slice(0, MOST).map(({ line, field, message }, at) => (
                <tr key={at}>
                  <td className={styles.figure}>{line}</td>
                  <td>{field ?? ''}</td>
                  <td className={styles.wrap}>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <More count={problems.length} />
        </div>
      )}
      {packages.length === 0 ? (
        <p>{duplicates > 0 && !fatal ? 'Every fill of the file is there already.' : 'The file brings no package.'}</p>
      ) : (
        <div className={styles.window}>
          <table className={styles.table} aria-label="Packages the import brings" data-testid="import-packages">
            <thead>
              <tr>
                <th scope="col">Opened</th>
                <th scope="col">Package</th>
                <th scope="col" className={styles.figure}>Qty</th>
                <th scope="col" className={styles.figure}>Fills</th>
                <th scope="col">Ended</th>
                <th scope="col" className={styles.figure}>Net</th>
              </tr>
            </thead>
            <tbody>
              {packages.slice(0, MOST).map(({ underlying, strategy, openedAt, closedAt, quantity, net, fills }, at) => (
                <tr key={at}>
                  <td>{wholeMoment(openedAt)}</td>
                  <td>
                    {underlying} {strategy}
                  </td>
                  <td className={styles.figure}>{quantity}</td>
                  <td className={styles.figure}>{fills}</td>
                  <td>{closedAt === null ? 'not in the file' : wholeMoment(closedAt)}</td>
                  <td className={styles.figure}>
                    <Figure value={net} text={formatSignedAmount(net)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <More count={packages.length} />
        </div>
      )}
    </>
  );
}

function More({ count }: { readonly count: number }) {
  return count <= MOST ? null : <p className={styles.dim}>and {formatCount(count - MOST)} more.</p>;
}
