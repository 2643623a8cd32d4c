import { type FormEvent, useId, useState } from 'react';
import type { AccountEntry } from '../../../src-core/contract/access.ts';
import forms from '../../access/access.module.css';
import { Says } from '../../access/says.tsx';
import { useCore } from '../../connection/core.tsx';
import { Sheet } from '../../design/sheet.tsx';
import places from './account-place.module.css';
import { capitalOf, numberProblem, type Place } from './account-words.ts';
import { FormText } from './form-text.tsx';
import { useAct } from './use-act.ts';

export interface OpenAccountSheetProps {
  /** Numbers there are. */
  readonly taken: readonly string[];
  onClose(): void;
  onDone(accounts: AccountEntry[], number: string): void;
}

const PLACES: Readonly<Record<Place, { readonly name: string; readonly means: string }>> = {
  paper: { name: 'Here', means: 'Simulated money, filled by this program: nothing leaves the machine.' },
  ibkr: { name: 'At Interactive Brokers', means: 'A paper-trading account of theirs: orders go through TWS or IB Gateway, and what it holds is the broker’s to say.' },
};

/** One more paper account of one's own, kept here or at Interactive Brokers. */
export function OpenAccountSheet({ taken, onClose, onDone }: OpenAccountSheetProps) {
  const core = useCore();
  const act = useAct();
  const [number, setNumber] = useState(() => freeNumber(taken));
  const [place, setPlace] = useState<Place>('paper');
  const [capital, setCapital] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const says = useId();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const given = place === 'ibkr' ? number.trim().toUpperCase() : number.trim();
    const wrong = numberProblem(given, place, taken);
    if (wrong !== null) return setProblem(wrong);
    const paid = place === 'ibkr' || capital.trim() === '' ? null : capitalOf(capital);
    if (place === 'paper' && capital.trim() !== '' && paid === null) return setProblem(`“${capital.trim()}” is no amount: dollars like 25,000.00 are.`);
    await act.run(() => core.call('accounts.open', { number: given, capital: paid, ...(place === 'ibkr' && { broker: place }) }), 'Opened.', (list) => onDone(list, given));
  }

  function choose(chosen: Place): void {
    setPlace(chosen);
    setNumber(chosen === 'paper' ? freeNumber(taken) : '');
    hush();
  }

  function hush(): void {
    setProblem(null);
    act.hush();
  }

  return (
    <Sheet title="Open a paper account" testId="open-account-sheet" onClose={onClose}>
      <form className={`${forms.form} ${forms.sheet}`} onSubmit={(event) => void submit(event)}>
        <h1>Open a paper account</h1>
        <p className={forms.goes}>Books of its own: orders, positions and results of one account never mix with another’s.</p>
        <div className={places.places} role="radiogroup" aria-label="Where">
          {(['paper', 'ibkr'] as const).map((name) => (
            <label key={name}>
              <input type="radio" name="account-place" checked={place === name} data-testid={`account-place-${name}`} onChange={() => choose(name)} />
              <span>
                <b>{PLACES[name].name}</b> {PLACES[name].means}
              </span>
            </label>
          ))}
        </div>
        <FormText key={place} label="Number" value={number} longest={50} {...(place === 'ibkr' && { example: 'DU1234567' })} hasFocus testId="account-number" onWrite={(text) => (setNumber(text), hush())} />
        {place === 'paper' ? <FormText label="Capital, dollars" value={capital} longest={16} example="as configured" testId="account-capital" onWrite={(text) => (setCapital(text), hush())} /> : null}
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
