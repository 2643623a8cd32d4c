import type { PackageView } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { packageTitle } from '../../design/order-words.ts';
import { LETTERS, useAnalysis } from './analysis-store.ts';
import styles from './analysis.module.css';

/** Adds what is held, the ticket or one package to what is compared. */
export function StructureAdder({ underlying, packages }: { readonly underlying: Underlying; readonly packages: readonly PackageView[] | null }) {
  const { show } = useAnalysis.getState();
  const count = useAnalysis((state) => state.slots.filter((slot) => slot.underlying === underlying).length);
  const isTogether = useAnalysis((state) => state.isTogether);
  const setTogether = useAnalysis((state) => state.setTogether);
  const held = (packages ?? []).filter((trade) => trade.underlying === underlying && trade.status === 'open');
  const isFull = count >= LETTERS.length;
  return (
    <>
      <select
        className={styles.select}
        value=""
        aria-label="Add a structure"
        data-testid="analysis-add"
        title={isFull ? 'All four places are taken: the last one is replaced' : 'Compare up to four structures'}
        onChange={(event) => {
          const { value } = event.target;
          if (value === 'book' || value === 'ticket') show({ kind: value, underlying });
          else if (value !== '') show({ kind: 'package', underlying, tradeId: value });
        }}
      >
        <option value="">+ Add…</option>
        <option value="book">Book {underlying}: all that is held</option>
        <option value="ticket">The ticket</option>
        {held.map((trade) => (
          <option key={trade.tradeId} value={trade.tradeId}>
            {trade.quantity} × {packageTitle(underlying, trade.legs.map((leg) => leg.symbol), trade.strategy)}
          </option>
        ))}
      </select>
      <label className={styles.check} title="Draw all of them as one position too. A package beside the book that it is of counts twice">
        <input type="checkbox" checked={isTogether} disabled={count < 2} data-testid="analysis-together" onChange={(event) => setTogether(event.target.checked)} /> Σ together
      </label>
    </>
  );
}
