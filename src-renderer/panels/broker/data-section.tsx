import type { MarketDataView } from '../../../src-core/contract/broker.ts';
import { formatAge, formatCount } from '../../design/format.ts';
import { useNow } from '../../workspace/use-now.ts';
import { lineUse, QUALITIES } from './broker-words.ts';
import styles from './broker.module.css';
import { Fact, Mark, Part } from './part.tsx';

/** What market data the gateway's feed gives, and what it costs of the account's lines. */
export function DataSection({ data, visible }: { readonly data: MarketDataView; readonly visible: boolean }) {
  const now = useNow(visible && data.problems.length > 0);
  const { competing, contracts, lines, problems } = data;
  const quality = QUALITIES[data.quality];
  const use = lineUse(data);
  return (
    <Part name="Market data" testId="broker-data">
      <p className={styles.lead} data-testid="broker-quality">
        <Mark mark={quality} /> <span className={styles.dim}>{quality.means}</span>
      </p>
      {competing ? (
        <p className={styles.banner} role="alert" data-testid="broker-competing">
          <b>△ Another session of the same user takes the market data.</b> Log out there (TWS elsewhere, the mobile app, the portal): the data comes back by itself.
        </p>
      ) : null}
      <dl className={styles.facts}>
        <Fact wide name="Lines" tone={use.tone} title="Contracts whose quotes may be subscribed to at one time" testId="broker-lines">
          <span className={styles.gauge} role="meter" aria-label="Market-data lines in use" aria-valuemin={0} aria-valuemax={lines.limit} aria-valuenow={lines.used}>
            <span style={{ width: `${use.share * 100}%` }} data-tone={use.tone} />
          </span>{' '}
          <span className={styles.figure}>{use.text}</span>
        </Fact>
        <Fact wide name="Contracts" title="Of the option contracts of the day" testId="broker-contracts">
          <span className={styles.figure}>{formatCount(contracts.listed)}</span> listed · <span className={styles.figure}>{formatCount(contracts.subscribed)}</span> subscribed ·{' '}
          <span data-tone={contracts.silent > 0 ? 'warning' : undefined}>
            <span className={styles.figure}>{formatCount(contracts.silent)}</span> silent
          </span>{' '}
          ·{' '}
          <span data-tone={contracts.refused > 0 ? 'warning' : undefined}>
            <span className={styles.figure}>{formatCount(contracts.refused)}</span> refused
          </span>{' '}
          ·{' '}
          <span data-tone={contracts.withoutLine > 0 ? 'warning' : undefined}>
            <span className={styles.figure}>{formatCount(contracts.withoutLine)}</span> without a line
          </span>
        </Fact>
      </dl>
      {contracts.withoutLine > 0 ? <p className={styles.note}>The strikes nearest to the price have their quotes; those farther out are shown without. The broker sells more lines, and the limit here is set under Connections.</p> : null}
      {problems.length === 0 ? null : (
        <table className={styles.table} aria-label="Problems of the market data">
          <tbody>
            {problems.map(({ subject, problem, since }) => (
              <tr key={`${subject} ${since} ${problem}`}>
                <th scope="row">{subject}</th>
                <td className={styles.wide}>{problem}</td>
                <td className={styles.right}>{formatAge(now - since)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}
