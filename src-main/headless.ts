import { rmSync } from 'node:fs';
import { runHeadless } from './headless/run-headless.ts';
import { runStudyHeadless } from './headless/run-study.ts';
import { parseHeadlessSettings } from './settings.ts';
import { reportStart } from './start-failure.ts';

try {
  const settings = parseHeadlessSettings(process.argv.slice(2), process.env);
  try {
    const { study } = settings;
    const text = study === null ? (await runHeadless(settings)).text : await runStudyHeadless(settings, study, process.stderr);
    process.stdout.write(`${text}\n`);
  } finally {
    if (!settings.keepData) rmSync(settings.dataDir, { recursive: true, force: true });
  }
} catch (reason) {
  process.exit(reportStart(reason, process.stdout, process.stderr));
}
