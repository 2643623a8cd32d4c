import type { BrokerView } from '../../../src-core/contract/broker.ts';
import { formatTime } from '../../design/format.ts';
import { valueTable } from './broker-words.ts';
import styles from './broker.module.css';
import { Part } from './part.tsx';

/** The account's values as the broker says them. */
export function AccountSection({ account }: { readonly account: BrokerView['account'] }) {
  const { currencies, rows } = valueTable(account);
  const { currency, values, valuesAt } = account;
  const beside = <span className={styles.dim}>{valuesAt === null ? '' : `as of ${formatTime(valuesAt)}`}</span>;
  return (
    <Part name="Account, as the broker says it" testId="broker-account" beside={beside}>
      {values === null || rows.length === 0 ? (
        <p className={styles.note}>Nothing was heard of the account’s values yet: they come with the connection.</p>
      ) : (
        <table className={styles.table} aria-label="Values of the account">
          <thead>
            <tr>
              <th scope="col">{currency === null ? 'Value' : `Value, account in ${currency}`}</th>
              {currencies.map((column) => (
                <th key={column} scope="col" className={styles.right}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, title, texts }) => (
              <tr key={title} className={styles.row} title={title}>
                <th scope="row">{name}</th>
                {texts.map((text, at) => (
                  <td key={currencies[at]} className={styles.right}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}
