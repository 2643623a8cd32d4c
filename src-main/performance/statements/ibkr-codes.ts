import type { StatementSettlement } from './statement.ts';

/** Codes of an IBKR row, as written: "A;C" is an assignment that closes. */
export function codesOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[;,\s]+/).filter((code) => code !== ''));
}

/** What became of an option by its row's codes; null for an execution on an exchange. */
export function settlementCause(codes: ReadonlySet<string>): StatementSettlement['cause'] | null {
  if (codes.has('A') || codes.has('GEA')) return 'assignment';
  if (codes.has('Ex') || codes.has('AEx') || codes.has('MEx')) return 'exercise';
  if (codes.has('Ep')) return 'lapse';
  return null;
}

/** Whether a row opens or closes by its codes; null where they say both or neither. */
export function effectOf(codes: ReadonlySet<string>): 'open' | 'close' | null {
  if (codes.has('O') === codes.has('C')) return null;
  return codes.has('O') ? 'open' : 'close';
}
