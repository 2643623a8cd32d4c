/** `npm test`: types, lint, build, unit and integration tests, then the whole program in a real Chromium. Stops at the first failure. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownVulnerabilities } from './audit-packages.mjs';
import { build } from './build.mjs';
import { electronBinary } from './electron-binary.mjs';
import { install, root, runNode, say } from './toolchain.mjs';

install();
const reports = mkdtempSync(join(tmpdir(), 'smart-0dte-test-'));
const leftOutFile = join(reports, 'left-out.jsonl');
const counts = { passed: 0, failed: 0, skipped: 0 };
const leftOut = new Set();
const packages = (...path) => join(root, 'node_modules', ...path);

async function step(title, work) {
  const began = Date.now();
  const code = (await work()) ?? 0;
  say(`${code === 0 ? '✓' : '✗'} ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) finish(code);
}

function finish(code) {
  if (existsSync(leftOutFile)) {
    for (const line of readFileSync(leftOutFile, 'utf8').split('\n').filter(Boolean)) {
      const { suite, reason } = JSON.parse(line);
      leftOut.add(`${suite}: ${reason}`);
    }
  }
  rmSync(reports, { recursive: true });
  for (const line of leftOut) console.log(`left out: ${line}`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(code);
}

function count(file, read) {
  if (!existsSync(file)) return;
  const { passed, failed, skipped } = read(JSON.parse(readFileSync(file, 'utf8')));
  counts.passed += passed;
  counts.failed += failed;
  counts.skipped += skipped;
}

/** A Chromium to test in: the one named, the system's, or Playwright's own; null where there is none. */
function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) return existsSync(named) ? named : null;
  const system = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);
  const { chromium } = createRequire(import.meta.url)('playwright-core');
  return [...system, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

for (const project of ['.', 'src-main', 'src-renderer', 'test']) {
  await step(`types of ${project === '.' ? 'src-core' : project}`, () => runNode([packages('typescript', 'bin', 'tsc'), '-p', join(project, 'tsconfig.json')]));
}
await step('lint', () => runNode([packages('oxlint', 'bin', 'oxlint'), '--deny-warnings']));
await step('build', async () => (build() ? 0 : 1));
await step('known vulnerabilities of what ships', async () => {
  const known = knownVulnerabilities();
  if (known === 'unanswered') leftOut.add('known vulnerabilities of what ships: the registry does not answer npm audit');
  else if (known !== null) say(known);
  return known === null || known === 'unanswered' ? 0 : 1;
});
if (!existsSync(join(root, '..', 'shared'))) leftOut.add('tests against recorded sessions: ../shared is absent');
if (electronBinary() === null) leftOut.add('the desktop app in Electron itself: no Electron binary (its main bundle is booted against a stand-in)');

await step('vitest', async () => {
  const report = join(reports, 'vitest.json');
  const code = await runNode([packages('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    env: { SMART_0DTE_LEFT_OUT: leftOutFile },
  });
  count(report, (found) => ({
    passed: found.numPassedTests,
    failed: found.numFailedTests,
    skipped: found.numPendingTests + found.numTodoTests,
  }));
  return code;
});

const chromium = findChromium();
if (chromium === null) {
  leftOut.add('end-to-end tests: no Chromium (set CHROMIUM_PATH, or install one with npx playwright install chromium)');
} else {
  await step('end to end', async () => {
    const report = join(reports, 'playwright.json');
    const code = await runNode([packages('playwright', 'cli.js'), 'test', '-c', join('test', 'e2e', 'playwright.config.ts'), '--reporter=list,json'], {
      env: { SMART_0DTE_LEFT_OUT: leftOutFile, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    });
    count(report, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }));
    return code;
  });
}
finish(0);
