import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { type ExitBases, type ExitPlan, type ExitView, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { useCore, useExits, useStreamPart } from '../../connection/core.tsx';
import { formatDollars, formatSignedDollars } from '../../design/format.ts';
import { packageTitle } from '../../design/order-words.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { alreadyThere, type AmountField, amountMeaning, AMOUNTS, baseName, draftOf, endMeaning, type ExitDraft, type ExitProblems, type ExitSession, problemOfRefusal, readDraft } from './exit-draft.ts';
import { exitStanding, hasExits } from './exit-words.ts';
import styles from './exits.module.css';

export interface ExitSheetProps {
  readonly trade: PackageView;
  readonly onClose: () => void;
}

/** When one package is closed without being asked. */
export function ExitSheet({ trade, onClose }: ExitSheetProps) {
  const exit = useExits().get(trade.tradeId);
  const session = useStreamPart('session', (session) => (session === null ? null : { date: session.date, open: session.open, lastTrade: session.lastTrade, now: Math.floor(session.now / 1_000) * 1_000 }));
  const title = `Exits of ${trade.quantity} × ${packageTitle(trade.underlying, trade.legs.map((leg) => leg.symbol), trade.strategy)}`;
  return (
    <Sheet title={title} testId="exit-sheet" onClose={onClose}>
      <h2>{title}</h2>
      {exit === undefined || exit.bases === null || session === null ? <PanelState kind="loading" title="Reading its exits" /> : <ExitForm exit={exit} bases={exit.bases} session={session} onClose={onClose} />}
    </Sheet>
  );
}

interface ExitFormProps {
  readonly exit: ExitView;
  readonly bases: ExitBases;
  readonly session: ExitSession;
  readonly onClose: () => void;
}

function ExitForm({ exit, bases, session, onClose }: ExitFormProps) {
  const core = useCore();
  const [draft, setDraft] = useState(() => draftOf(exit.plan, bases));
  const [shown, setShown] = useState<ExitProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [shown]);
  const { plan, problems } = readDraft(draft, bases, session);
  const isClosing = exit.state === 'closing' || exit.state === 'stuck';

  function edit(change: Partial<ExitDraft>): void {
    setDraft((before) => ({ ...before, ...change }));
    setShown({});
    setFailure(null);
  }

  async function send(wanted: ExitPlan): Promise<void> {
    setSending(true);
    try {
      await core.call('exits.set', { tradeId: exit.tradeId, plan: wanted });
      onClose();
    } catch (error) {
      const { field, text } = problemOfRefusal(error);
      if (field === null) setFailure(text);
      else setShown({ [field]: text });
      setSending(false);
    }
  }

  function save(event: FormEvent): void {
    event.preventDefault();
    if (isSending) return;
    if (Object.keys(problems).length > 0) setShown(problems);
    else void send(plan);
  }

  return (
    <form ref={form} className={styles.form} noValidate onSubmit={save}>
      {exit.result === null ? (
        <p className={styles.now}>What closing now would bring is not known: a leg has no quote to close on.</p>
      ) : (
        <p className={styles.now}>
          Closing now across the spread would bring <span className={styles.value}>{formatSignedDollars(exit.result)}</span>, fees so far included.
        </p>
      )}
      {isClosing ? (
        <p className={styles.closing} role="status" data-testid="exit-closing">
          {capital(exitStanding(exit, null).words)}. Saving gives that up: its order is cancelled, and what is set here counts.
        </p>
      ) : null}
      {AMOUNTS.map((field) => (
        <AmountRow key={field} field={field} draft={draft} plan={plan} bases={bases} result={exit.result} problem={shown[field] ?? null} edit={edit} />
      ))}
      <Row name="Closes at" problem={shown.at ?? null} means={plan.at === null ? 'Empty: at no time of its own; New York, as 15:45' : 'New York, whatever the quotes are'}>
        {(props) => <input {...props} className={styles.number} autoComplete="off" value={draft.at} data-testid="exit-at" onChange={(event) => edit({ at: event.target.value })} />}
      </Row>
      <Row name="Before the end" problem={shown.minutesBeforeEnd ?? null} means={endMeaning(plan, session, exit.accountClosesAt)}>
        {(props) => (
          <>
            <input {...props} className={styles.number} inputMode="numeric" autoComplete="off" value={draft.minutesBeforeEnd} data-testid="exit-minutes" onChange={(event) => edit({ minutesBeforeEnd: event.target.value })} />
            <span className={styles.unit}>minutes</span>
          </>
        )}
      </Row>
      <p className={styles.note}>The target rests as a limit order. Whatever closes, the others end. Stops act on quotes that can be used, once they have held.</p>
      {failure === null ? null : (
        <p className={styles.failure} role="alert" data-testid="exit-failure">
          {failure}
        </p>
      )}
      <div className={styles.acts}>
        <button type="submit" className={styles.primary} aria-disabled={isSending} data-testid="exit-save">
          {isSending ? 'Saving …' : 'Save'}
        </button>
        <button type="button" className={styles.button} onClick={onClose}>
          Cancel Esc
        </button>
        <span className={styles.spring} />
        {hasExits(exit) ? (
          <button type="button" className={styles.button} disabled={isSending} data-testid="exit-remove" onClick={() => void send(NO_EXIT)}>
            Remove all
          </button>
        ) : null}
      </div>
    </form>
  );
}

interface AmountRowProps {
  readonly field: AmountField;
  readonly draft: ExitDraft;
  readonly plan: ExitPlan;
  readonly bases: ExitBases;
  readonly result: ExitView['result'];
  readonly problem: string | null;
  readonly edit: (change: Partial<ExitDraft>) => void;
}

const NAMES: Readonly<Record<AmountField, string>> = { target: 'Target', stop: 'Stop', trailing: 'Trailing stop' };

function AmountRow({ field, draft, plan, bases, result, problem, edit }: AmountRowProps) {
  const { text, unit } = draft[field];
  const base = field === 'target' ? bases.target : bases.stop;
  const already = alreadyThere(field, plan, bases, result);
  const empty = base === null ? 'Empty: none; in dollars, as its loss has no bound' : `Empty: none; % is of ${baseName(field, bases)} of ${formatDollars(base)}`;
  return (
    <Row name={NAMES[field]} problem={problem} means={already ?? amountMeaning(field, plan, bases) ?? (base === null && field === 'target' ? 'Empty: none; in dollars, as it was opened for nothing' : empty)} isNotice={already !== null}>
      {(props) => (
        <>
          <input {...props} className={styles.number} inputMode="decimal" autoComplete="off" data-focus={field === 'target' ? '' : undefined} value={text} data-testid={`exit-${field}`} onChange={(event) => edit({ [field]: { text: event.target.value, unit } })} />
          <span className={styles.units} role="group" aria-label={`Unit of the ${NAMES[field].toLowerCase()}`}>
            {UNITS.map(({ name, of, title }) => (
              <button
                key={of}
                type="button"
                className={styles.pick}
                aria-pressed={unit === of}
                disabled={of === 'percent' && base === null}
                title={title}
                data-testid={`exit-${field}-${of}`}
                onClick={() => edit({ [field]: { text, unit: of } })}
              >
                {name}
              </button>
            ))}
          </span>
        </>
      )}
    </Row>
  );
}

const UNITS = [
  { name: '%', of: 'percent', title: 'Percent' },
  { name: '$', of: 'dollars', title: 'Dollars of the whole position' },
] as const;

interface FieldProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

interface RowProps {
  readonly name: string;
  readonly problem: string | null;
  /** What is written comes to. */
  readonly means: string;
  readonly isNotice?: boolean;
  readonly children: (props: FieldProps) => ReactNode;
}

/** A field with what it means beside it; a problem stands in the place of that. */
function Row({ name, problem, means, isNotice = false, children }: RowProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {name}
      </label>
      <span className={styles.control}>{children({ id, 'aria-invalid': problem !== null, 'aria-describedby': `${id}-means` })}</span>
      <span id={`${id}-means`} className={styles.means} data-kind={problem !== null ? 'problem' : isNotice ? 'notice' : undefined} role={problem === null ? undefined : 'alert'}>
        {problem ?? means}
      </span>
    </div>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
