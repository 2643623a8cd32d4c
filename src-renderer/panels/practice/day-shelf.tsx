import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import type { PracticeRecording, PracticeRecordings } from '../../../src-core/contract/practice.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { useConnection, useCore } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useRefusal } from '../../workspace/refusal.ts';
import { PackRecording } from './pack-recording.tsx';
import { dayKey, usePracticeFocus } from './practice-focus.ts';
import styles from './practice.module.css';
import { dollarsOf, sizeWords, sourceWords, spanWords, timeOn } from './practice-words.ts';
import { type Acting, useActing, useRecordings } from './use-practice.ts';

/** The recorded days, and what a practice on one begins with. */
export function DayShelf({ visible, refusal }: { readonly visible: boolean; readonly refusal: string | null }) {
  const { value: shelf, failure, heard, readAgain } = useRecordings(visible);
  const acting = useActing();
  const { day: chosen, arrivals, choose } = usePracticeFocus();
  useEffect(() => {
    if (arrivals > 0) readAgain();
  }, [arrivals, readAgain]);
  if (shelf === null) {
    if (failure !== null) return <PanelState kind="error" title="The recordings cannot be listed" detail={failure} action={{ title: 'Try again', run: readAgain }} />;
    return <PanelState kind="loading" title="Looking for recordings" detail="A folder of somebody else’s recordings is read through once." />;
  }
  const usable = shelf.recordings.filter(({ problem }) => problem === null);
  const recording = usable.find((day) => dayKey(day) === chosen) ?? usable[0] ?? null;
  return (
    <>
      {refusal === null ? null : (
        <p className={styles.refusal} role="status" data-testid="practice-refusal">
          {refusal}
        </p>
      )}
      <h3 className={styles.heading}>Recorded days</h3>
      {shelf.recordings.length === 0 ? <NoDays shelf={shelf} /> : <Days recordings={shelf.recordings} chosen={recording === null ? null : dayKey(recording)} choose={choose} />}
      {recording === null || refusal !== null ? null : <StartForm key={dayKey(recording)} recording={recording} acting={acting} />}
      {recording === null ? null : <PackRecording key={`pack ${dayKey(recording)}`} recording={recording} acting={acting} />}
      {acting.failure === null ? null : (
        <p className={styles.failure} role="alert" data-testid="practice-failure">
          {acting.failure}
        </p>
      )}
      <Folders shelf={shelf} heard={heard} />
    </>
  );
}

function NoDays({ shelf: { recorder } }: { readonly shelf: PracticeRecordings }) {
  return (
    <div className={styles.inset}>
      <PanelState
        kind="empty"
        title="No day is recorded yet"
        detail={
          recorder.enabled
            ? 'Every session is recorded while it runs, 15 minutes at a time, and the last piece when the program ends: the first is here after a quarter of an hour of session time. Recordings of others can be added by their folder below.'
            : 'Sessions are not recorded: “recordings.enabled” is off in the config file. Recordings of others can be added by their folder below.'
        }
      />
    </div>
  );
}

function Days({ recordings, chosen, choose }: { readonly recordings: readonly PracticeRecording[]; readonly chosen: string | null; readonly choose: (key: string) => void }) {
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const usable = recordings.filter(({ problem }) => problem === null);
    const next = usable[usable.findIndex((day) => dayKey(day) === chosen) + step];
    if (next === undefined) return;
    choose(dayKey(next));
    event.currentTarget.querySelector<HTMLElement>(`[data-key="${CSS.escape(dayKey(next))}"]`)?.focus();
  };
  return (
    <table className={styles.table} aria-label="Recorded days" data-testid="practice-days" onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Of</th>
          <th scope="col" title="New York">
            From – to
          </th>
          <th scope="col" className={styles.wide}>
            Underlyings
          </th>
          <th scope="col" className={styles.number}>
            Size
          </th>
          <th scope="col" className={styles.wide}>
            Recording
          </th>
        </tr>
      </thead>
      <tbody>
        {recordings.map((day) => {
          const key = dayKey(day);
          const isChosen = key === chosen;
          return (
            <tr
              key={key}
              className={styles.row}
              aria-selected={isChosen}
              data-quiet={day.problem !== null}
              data-key={key}
              data-testid="practice-day"
              tabIndex={isChosen ? 0 : -1}
              title={day.problem ?? day.path}
              onClick={() => {
                if (day.problem === null) choose(key);
              }}
            >
              <th scope="row">{day.date}</th>
              <td>
                <span className={styles.chip}>{sourceWords(day.source)}</span>
                {day.running ? ' being recorded' : ''}
              </td>
              <td className={styles.mono}>{spanWords(day)}</td>
              <td className={styles.wide}>{day.underlyings.join(' ')}</td>
              <td className={styles.number}>{sizeWords(day.bytes)}</td>
              <td className={`${styles.wide} ${styles.name}`}>{day.problem ?? day.name}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function StartForm({ recording, acting }: { readonly recording: PracticeRecording; readonly acting: Acting }) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const refusal = useRefusal('practice.start');
  const first = recording.from === null ? '09:30' : formatTime(recording.from).slice(0, 5);
  const [from, setFrom] = useState(first);
  const [capital, setCapital] = useState('25,000');
  const at = timeOn(recording.date, from);
  const dollars = dollarsOf(capital);
  const isTimeGood = at !== null && (recording.to === null || at <= recording.to);
  const isCapitalGood = dollars !== null && dollars >= 1_000 && dollars <= 100_000_000;
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    if (!isTimeGood || !isCapitalGood || dollars === null || refusal !== null) return;
    // The recording's own beginning is no whole minute.
    const beginning = from === first ? {} : { at: at ?? undefined };
    void acting.act(() => core.call('practice.start', { path: recording.path, date: recording.date, capital: fromDollars(dollars), ...beginning }));
  };
  return (
    <form className={styles.form} onSubmit={begin} data-testid="practice-form">
      <label>
        From
        <input className={styles.input} size={8} value={from} aria-invalid={!isTimeGood} title="New York time of the recorded session, 10:05" data-testid="practice-from" onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        Capital $
        <input className={styles.input} size={11} value={capital} aria-invalid={!isCapitalGood} title="1,000 to 100,000,000 dollars of paper money" data-testid="practice-capital" onChange={(event) => setCapital(event.target.value)} />
      </label>
      <button type="submit" className={styles.primary} disabled={!isTimeGood || !isCapitalGood || !isConnected || acting.busy || refusal !== null} title={refusal ?? undefined} data-testid="practice-start">
        {acting.busy ? 'Beginning …' : `Practise ${recording.date}`}
      </button>
      <span className={styles.hint}>
        {!isTimeGood ? `Expected a time of the recording, ${spanWords(recording)}.` : !isCapitalGood ? 'Expected 1,000 to 100,000,000 dollars.' : 'It stands at first; your session stands too, or goes on where it is live.'}
      </span>
    </form>
  );
}

function Folders({ shelf: { folders, recorder }, heard }: { readonly shelf: PracticeRecordings; readonly heard: (shelf: PracticeRecordings) => void }) {
  const core = useCore();
  const acting = useActing();
  const [path, setPath] = useState('');
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (path.trim() === '') return;
    void acting.act(async () => heard(await core.call('practice.addFolder', { path }))).then((isDone) => isDone && setPath(''));
  };
  return (
    <details className={styles.folders}>
      <summary>
        Where recordings are looked for <span className={styles.hint}>{recorder.enabled ? `this terminal’s take ${sizeWords(recorder.bytes)} of ${recorder.maximumGigabytes} GB` : 'this terminal records nothing'}</span>
      </summary>
      <ul>
        <li className={styles.path} title={recorder.folder}>
          {recorder.folder}
        </li>
        {folders.map(({ path: folder, problem }) => (
          <li key={folder}>
            <span className={styles.path} title={folder}>
              {folder}
            </span>
            {problem === null ? null : <span className={styles.problem}>△ {problem}</span>}
            <button type="button" className={styles.small} disabled={acting.busy} onClick={() => void acting.act(async () => heard(await core.call('practice.removeFolder', { path: folder })))}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form className={styles.form} onSubmit={add}>
        <input className={styles.text} size={34} value={path} placeholder="/path/of/recordings" aria-label="Folder of recordings" data-testid="practice-folder" onChange={(event) => setPath(event.target.value)} />
        <button type="submit" className={styles.button} disabled={acting.busy || path.trim() === ''} data-testid="practice-add-folder">
          {acting.busy ? 'Looking …' : 'Add folder'}
        </button>
      </form>
      {acting.failure === null ? null : (
        <p className={styles.failure} role="alert">
          {acting.failure}
        </p>
      )}
    </details>
  );
}
