import { ContractFailure } from '../../src-core/contract/messages.ts';

/** Reads from a watching terminal's copy of the books. Fails with 'unavailable' where it cannot be read. */
export async function readFromCopy<T>(asked: () => Promise<T>): Promise<T> {
  try {
    return await asked();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractFailure({ code: 'unavailable', message: `this machine’s copy of the desk’s books cannot be read: ${reason}` });
  }
}
