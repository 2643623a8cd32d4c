import type { Preview } from '../../../src-core/contract/schemas.ts';
import { formatProbability } from '../../design/format.ts';
import { netOf } from '../../design/order-words.ts';
import { FigureRow, Result } from './figure-row.tsx';
import { conditionWords, expectedWords, neededWinRate, outlookWords, sourceWords } from './outlook-words.ts';
import styles from './ticket.module.css';

/** How the order may end if it is held, as the market's own prices have it. */
export function OutlookFigures({ preview }: { readonly preview: Preview }) {
  const { outlook } = preview;
  const common = outlookWords(outlook);
  const titled = (words: string): string => `${words}\n${common}`;
  return (
    <>
      <div className={styles.outlook} title={common} data-testid="ticket-outlook" data-source={outlook?.source}>
        {conditionWords(preview)} · risk-neutral · {sourceWords(outlook)}
      </div>
      <FigureRow name="P(profit)" title={titled('Probability of a result above zero.')} testId="ticket-profit-probability">
        <strong>{formatProbability(outlook?.profit ?? null)}</strong>
      </FigureRow>
      <FigureRow
        name="Win rate needed"
        title="Share of wins needed to come out even if every result were the maximum gain or the maximum loss: maximum loss ÷ (maximum gain + maximum loss). Results in between make it a rough measure; the expected result has them all."
        testId="ticket-needed"
      >
        {formatProbability(neededWinRate(preview))}
      </FigureRow>
      <FigureRow name="Expected" title={titled(outlook === null ? 'Mean result over all prices at the reference time, in dollars after fees.' : expectedWords(outlook))} testId="ticket-expected-result">
        <Result amount={netOf(outlook?.expected ?? null)} />
      </FigureRow>
      <FigureRow name="P(touch)" title={titled('Probability that the underlying trades at a break-even, any of them, before the reference time.')} testId="ticket-touch">
        {formatProbability(outlook?.touch ?? null)}
      </FigureRow>
      <FigureRow name="P(max gain)" title={titled('Probability of the greatest result.')} testId="ticket-maximum-gain-probability">
        {formatProbability(outlook?.maximumGain ?? null)}
      </FigureRow>
      <FigureRow name="P(max loss)" title={titled('Probability of the least result.')} testId="ticket-maximum-loss-probability">
        {formatProbability(outlook?.maximumLoss ?? null)}
      </FigureRow>
    </>
  );
}
