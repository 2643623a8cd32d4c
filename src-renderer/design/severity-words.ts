import type { Severity } from '../../src-core/risk/risk-event.ts';

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };

/** Told apart without their colour. */
export const SEVERITY_MARKS: Readonly<Record<Severity, string>> = { low: '○', medium: '◆', high: '▲', critical: '■' };
