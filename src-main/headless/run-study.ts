import { performance } from 'node:perf_hooks';
import type { HeadlessSettings, StudySettings } from '../settings.ts';
import { runStudy } from './study.ts';
import { describedStudy } from './study-report.ts';

/** Where progress and the time taken are told. */
export interface StudyTeller {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Runs a study and gives its report as it is asked for. How long it took goes to `teller`: the report is the same in every run. */
export async function runStudyHeadless(settings: HeadlessSettings, study: StudySettings, teller: StudyTeller): Promise<string> {
  const began = performance.now();
  const showsProgress = teller.isTTY === true;
  const { report } = await runStudy(
    { ...settings, study },
    { ...(showsProgress && { onSession: (done, total) => teller.write(`\r${done} of ${total} sessions`) }) },
  );
  const seconds = (performance.now() - began) / 1_000;
  const each = (1_000 * seconds) / report.sessions;
  teller.write(`${showsProgress ? '\r' : ''}${report.sessions} sessions in ${seconds.toFixed(1)} s, ${each.toFixed(0)} ms each\n`);
  return settings.json ? JSON.stringify(report) : describedStudy(report);
}
