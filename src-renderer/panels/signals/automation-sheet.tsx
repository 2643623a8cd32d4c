import { type FormEvent, useEffect, useState } from 'react';
import type { SignalSettingsView } from '../../../src-core/contract/signals.ts';
import { AUTOMATION_OFF, type AutomationRule, automationRuleSchema, signalSettingsSchema } from '../../../src-core/signals/automation.ts';
import { fromDollars, toDollars } from '../../../src-core/money.ts';
import { useCore, useStreamPart } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { useRefusal } from '../../workspace/refusal.ts';
import { automationWords } from './signal-words.ts';
import styles from './automation.module.css';
import { useSettledCounts } from './use-settled-counts.ts';

/** What of the signals is executed without being asked for, type by type, and what one trade may lose. */
export function AutomationSheet({ onClose }: { readonly onClose: () => void }) {
  const core = useCore();
  const [view, setView] = useState<SignalSettingsView | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const question = new AbortController();
    core.call('signals.settings', {}, { signal: question.signal }).then(setView, (error: unknown) => {
      if (!question.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
    });
    return () => question.abort();
  }, [core]);
  return (
    <Sheet title="Signals executed by rule" testId="automation" onClose={onClose}>
      <div className={styles.automation}>
        <h2>Signals executed by rule</h2>
        {view === null ? failure === null ? <PanelState kind="loading" title="Reading the rules" /> : <PanelState kind="error" title="The rules cannot be read" detail={failure} /> : <Rules view={view} onClose={onClose} />}
      </div>
    </Sheet>
  );
}

interface Draft extends Record<'leastConfidence' | 'leastExpected' | 'mostPerDay', string> {
  readonly enabled: boolean;
}

const draftOf = ({ enabled, leastConfidence, leastExpected, mostPerDay }: AutomationRule): Draft => ({ enabled, leastConfidence: String(Math.round(leastConfidence * 100)), leastExpected: String(leastExpected), mostPerDay: String(mostPerDay) });
const ruleOf = (draft: Draft): unknown => ({ enabled: draft.enabled, leastConfidence: Number(draft.leastConfidence) / 100, leastExpected: Number(draft.leastExpected), mostPerDay: Number(draft.mostPerDay) });

function Rules({ view, onClose }: { readonly view: SignalSettingsView; readonly onClose: () => void }) {
  const core = useCore();
  const accountKind = useStreamPart('positions', (positions) => positions?.account.kind);
  const settled = useSettledCounts();
  const refusal = useRefusal('signals.configure');
  const before = view.settings.automation;
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>(() => Object.fromEntries(view.detectors.map(({ id }) => [id, draftOf(before[id] ?? AUTOMATION_OFF)])));
  const [risk, setRisk] = useState(String(toDollars(view.settings.riskPerTrade)));
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const enabling = view.detectors.filter(({ id }) => drafts[id]?.enabled === true && before[id]?.enabled !== true);

  function edit(id: string, change: Partial<Draft>): void {
    setAsking(false);
    setProblem(null);
    setDrafts((all) => ({ ...all, [id]: { ...(all[id] ?? draftOf(AUTOMATION_OFF)), ...change } }));
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const settings = signalSettingsSchema.safeParse({ automation: Object.fromEntries(Object.entries(drafts).map(([id, draft]) => [id, ruleOf(draft)])), riskPerTrade: Number.isFinite(Number(risk)) ? fromDollars(Number(risk)) : Number.NaN });
    if (!settings.success) {
      const [issue] = settings.error.issues;
      const [, id] = issue?.path ?? [];
      const title = view.detectors.find((detector) => detector.id === id)?.title ?? 'Risk a trade';
      setProblem(`${title}: ${FIELDS[String(issue?.path[2])] ?? ''} ${issue?.message ?? 'is not accepted'}`.replaceAll('  ', ' '));
      return;
    }
    if (enabling.length > 0 && !isAsking) {
      setAsking(true);
      return;
    }
    try {
      await core.call('signals.configure', { settings: settings.data });
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form className={styles.rules} noValidate onSubmit={(event) => void save(event)}>
      <p className={styles.note}>Off, a signal waits for you. On, its order is sent without asking, through the same risk checks as any order, once its confidence is calibrated.</p>
      <div className={styles.ruleHead} aria-hidden="true">
        <span>Type</span>
        <span>Confidence from</span>
        <span>Expected from</span>
        <span>At most</span>
      </div>
      {view.detectors.map(({ id, title, what }) => {
        const draft = drafts[id] ?? draftOf(AUTOMATION_OFF);
        const rule = automationRuleSchema.safeParse(ruleOf(draft));
        return (
          <fieldset key={id} className={styles.rule} data-testid={`automation-${id}`}>
            <label className={styles.enable} title={what}>
              <input type="checkbox" checked={draft.enabled} onChange={(event) => edit(id, { enabled: event.target.checked })} /> {title}
            </label>
            <Field name={`${title}: least confidence`} unit="%" value={draft.leastConfidence} set={(leastConfidence) => edit(id, { leastConfidence })} />
            <Field name={`${title}: least expected result`} unit="$" value={draft.leastExpected} set={(leastExpected) => edit(id, { leastExpected })} />
            <Field name={`${title}: most a day`} unit="a day" value={draft.mostPerDay} set={(mostPerDay) => edit(id, { mostPerDay })} />
            <p data-calibrated={view.calibrated.includes(id)}>{automationWords(rule.success ? rule.data : { ...AUTOMATION_OFF, enabled: draft.enabled }, view.calibrated.includes(id), settled === null ? null : (settled.get(id) ?? 0), view.needed)}</p>
          </fieldset>
        );
      })}
      <div className={styles.risk}>
        <span>One trade may lose at most</span>
        <Field name="Most that one trade may lose" unit="$" value={risk} set={(text) => (setAsking(false), setProblem(null), setRisk(text))} />
        <span>before the regime’s factor; suggested quantities follow from it.</span>
      </div>
      {problem === null ? null : (
        <p className={styles.problem} role="alert" data-testid="automation-problem">
          {problem}
        </p>
      )}
      {isAsking ? (
        <p className={styles.asking} role="alert" data-testid="automation-asking">
          {accountKind === 'live' ? 'LIVE account. ' : ''}Orders of {enabling.map(({ title }) => title).join(', ')} will be sent without asking. Press once more to switch that on.
        </p>
      ) : null}
      <div className={styles.acts}>
        <button type="submit" className={styles.primary} data-armed={isAsking ? 'false' : undefined} disabled={refusal !== null} title={refusal ?? undefined} data-testid="automation-save">
          {isAsking ? 'Switch on and save' : 'Save'}
        </button>
        <button type="button" className={styles.button} onClick={onClose}>
          Cancel Esc
        </button>
      </div>
    </form>
  );
}

const FIELDS: Readonly<Record<string, string>> = { leastConfidence: 'confidence', leastExpected: 'expected result', mostPerDay: 'signals a day' };

function Field({ name, unit, value, set }: { readonly name: string; readonly unit: string; readonly value: string; readonly set: (text: string) => void }) {
  return (
    <span className={styles.field}>
      {unit === '$' ? '$' : ''}
      <input className={styles.input} aria-label={name} inputMode="decimal" autoComplete="off" value={value} onChange={(event) => set(event.target.value)} />
      {unit === '$' ? '' : unit}
    </span>
  );
}
