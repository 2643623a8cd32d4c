import { ContractFailure } from '../../src-core/contract/messages.ts';
import { correctionOf, CorrectionRefused } from '../../src-core/ledger/corrections.ts';
import { validateRequest } from '../../src-core/orders/new-order.ts';
import { type Denial, denialText } from '../risk/denial.ts';

// What the order manager answers where it does not do what was asked.

export function assertValid(request: Parameters<typeof validateRequest>[0]): void {
  const [problem] = validateRequest(request);
  if (!problem) return;
  throw new ContractFailure({ code: 'bad_input', field: problem.field, message: `${problem.field}: ${problem.message}` });
}

export function reasonOf(denials: readonly Denial[]): string {
  return denials.map(denialText).join('; ');
}

export function denied(reason: string): ContractFailure {
  return new ContractFailure({ code: 'denied', message: reason });
}

/** A correction's transaction; its refusal as a ContractFailure. */
export function corrected(...given: Parameters<typeof correctionOf>): ReturnType<typeof correctionOf> {
  try {
    return correctionOf(...given);
  } catch (error) {
    if (!(error instanceof CorrectionRefused)) throw error;
    throw new ContractFailure({ code: error.code, field: error.field, message: error.message });
  }
}
