/** `npm run audit:packages`: known vulnerabilities, high or critical, of the packages that ship. */
import { spawnSync } from 'node:child_process';
import { root } from './toolchain.mjs';

const PATIENCE_MS = 30_000;

/** What the registry knows: null where none is known, a sentence where some are; 'unanswered' where it does not say. */
export function knownVulnerabilities() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8', timeout: PATIENCE_MS, shell: process.platform === 'win32' });
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return 'unanswered';
  }
  const found = report.metadata?.vulnerabilities;
  if (found === undefined) return 'unanswered';
  if (found.high + found.critical === 0) return null;
  const names = Object.values(report.vulnerabilities).filter(({ severity }) => ['high', 'critical'].includes(severity)).map(({ name }) => name);
  return `${found.critical} critical and ${found.high} high vulnerabilities are known in what ships: ${names.join(', ')}`;
}

if (process.argv[1] === import.meta.filename) {
  const known = knownVulnerabilities();
  console.log(known === null ? 'No high or critical vulnerability is known in what ships.' : known === 'unanswered' ? 'The registry does not answer npm audit; nothing is known of vulnerabilities.' : known);
  process.exitCode = known === null ? 0 : known === 'unanswered' ? 2 : 1;
}
