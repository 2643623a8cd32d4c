import { rmSync } from 'node:fs';
import { runHeadless } from './headless/run-headless.ts';
import { parseHeadlessSettings } from './settings.ts';
import { reportStart } from './start-failure.ts';

try {
  const settings = parseHeadlessSettings(process.argv.slice(2), process.env);
  try {
    const { text } = await runHeadless(settings);
    process.stdout.write(`${text}\n`);
  } finally {
    if (!settings.keepData) rmSync(settings.dataDir, { recursive: true, force: true });
  }
} catch (reason) {
  process.exit(reportStart(reason, process.stdout, process.stderr));
}
