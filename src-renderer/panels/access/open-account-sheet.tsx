import { type FormEvent, useId, useState } from 'react';
import type { AccountEntry } from '../../../src-core/contract/access.ts';
import forms from '../../access/access.module.css';
import { Says } from '../../access/says.tsx';
import { useCore } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { capitalOf } from './account-words.ts';
import { FormText } from './form-text.tsx';
import { useAct } from './use-act.ts';

export interface OpenAccountSheetProps {
  /** Numbers there are. */
  readonly taken: readonly string[];
  onClose(): void;
  onDone(accounts: AccountEntry[], number: string): void;
}

/** One more paper account of one's own. */
export function OpenAccountSheet({ taken, onClose, onDone }: OpenAccountSheetProps) {
  const core = useCore();
  const act = useAct();
  const [number, setNumber] = useState(() => freeNumber(taken));
  const [capital, setCapital] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const says = useId();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const paid = capital.trim() === '' ? null : capitalOf(capital);
    if (number.trim() === '') return setProblem('A number is missing.');
    if (taken.includes(number.trim())) return setProblem(`There is an account ${number.trim()} already.`);
    if (capital.trim() !== '' && paid === null) return setProblem(`“${capital.trim()}” is no amount: dollars like 25,000.00 are.`);
    await act.run(() => core.call('accounts.open', { number: number.trim(), capital: paid }), 'Opened.', (list) => onDone(list, number.trim()));
  }

  function hush(): void {
    setProblem(null);
    act.hush();
  }

  return (
    <Sheet title="Open a paper account" testId="open-account-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet}`} onSubmit={(event) => void submit(event)}>
        <h1>Open a paper account</h1>
        <p className={forms.goes}>Simulated money with books of its own: orders, positions and results of one account never mix with another’s.</p>
        <FormText label="Number" value={number} longest={50} hasFocus testId="account-number" onWrite={(text) => (setNumber(text), hush())} />
        <FormText label="Capital, dollars" value={capital} longest={16} example="as configured" testId="account-capital" onWrite={(text) => (setCapital(text), hush())} />
        <Says id={says} failure={problem ?? (act.saying?.kind === 'failed' ? act.saying.text : null)} failures={0} wait={null} />
        <div className={forms.acts}>
          <button type="submit" className={forms.go} disabled={act.isUnderWay} data-testid="account-open-go">
            {act.isUnderWay ? 'Opening …' : 'Open it ⏎'}
          </button>
          <button type="button" className={forms.other} onClick={onClose}>
            Close Esc
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** The next "PAPER-n" that is not taken. */
function freeNumber(taken: readonly string[]): string {
  let next = 1;
  while (taken.includes(`PAPER-${next}`)) next += 1;
  return `PAPER-${next}`;
}
