import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { CrashDesk, OpenRequestDesk, UpdateDesk } from './app-desk.ts';

const NEVER = () => () => undefined;

/** Updates of a program that is not updated from within, for a reason that is a sentence. */
export function noUpdates(why: string): UpdateDesk {
  const refuse = async (): Promise<never> => {
    throw new ContractFailure({ code: 'unavailable', message: why });
  };
  return { view: () => ({ phase: 'off', why }), rolledBack: () => null, onChange: NEVER, check: refuse, download: refuse, install: refuse, discard: refuse };
}

/** Where nothing of crashes is kept. */
export function noCrashes(): CrashDesk {
  return {
    fresh: 0,
    onChange: NEVER,
    list: () => [],
    export: async () => {
      throw new ContractFailure({ code: 'not_found', message: 'nothing of crashes is kept here' });
    },
    remove: async () => undefined,
    report: () => undefined,
  };
}

/** Where the system asks nothing to be opened. */
export function noOpenRequests(): OpenRequestDesk {
  return { view: () => null, onChange: NEVER, close: () => undefined };
}
