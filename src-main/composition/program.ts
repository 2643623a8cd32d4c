import { ContractFailure } from '../../src-core/contract/messages.ts';
import { bareApp } from '../app/app.ts';
import type { ProgramParts } from '../operations/app-operations.ts';
import type { TerminalHooks } from '../terminal.ts';

/** What stands around the core, and what goes out of it and in by file. */
export function composeProgram({ app = bareApp() }: Pick<TerminalHooks, 'app'>): ProgramParts {
  const refuse = async (): Promise<never> => {
    throw new ContractFailure({ code: 'unavailable', message: 'recordings are not handed on by this program' });
  };
  return { app, recordingFiles: { export: refuse, import: refuse } };
}
