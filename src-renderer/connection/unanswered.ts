import { ContractFailure, type ErrorCode } from '../../src-core/contract/messages.ts';

const UNANSWERED: ReadonlySet<ErrorCode> = new Set(['unavailable', 'cancelled', 'internal']);

/** True where a failed call may have been carried out all the same; anything else is the core's refusal. */
export function isUnanswered(error: unknown): boolean {
  return !(error instanceof ContractFailure) || UNANSWERED.has(error.code);
}
