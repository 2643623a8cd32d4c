import { appendFileSync } from 'node:fs';

/** Notes for the last lines of a test run that a suite was left out, and why. */
export function leaveOut(suite: string, reason: string): void {
  const file = process.env['SMART_0DTE_LEFT_OUT'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ suite, reason })}\n`);
}
