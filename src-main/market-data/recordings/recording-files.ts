import type { Exported } from '../../../src-core/contract/access.ts';
import type { IsoDate } from '../../../src-core/time.ts';

/** Recordings as single files, to be handed on. */
export interface RecordingFiles {
  /** Packs the recording in that folder of this terminal's own into one file. Throws ContractFailure 'bad_input', 'not_found'. */
  export(path: string): Promise<Exported>;
  /** Unpacks a file into this terminal's recordings. Throws ContractFailure 'bad_input' with what is wrong with it; nothing is left then. */
  import(path: string): Promise<{ readonly path: string; readonly date: IsoDate }>;
}
