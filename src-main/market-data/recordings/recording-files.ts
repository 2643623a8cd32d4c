import type { Exported } from '../../../src-core/contract/access.ts';

/** Recordings as single files, to be handed on. */
export interface RecordingFiles {
  /** Packs the recording of that id (of practice's list) into the exports folder. Throws ContractFailure 'not_found'. */
  export(id: string): Promise<Exported>;
  /** Unpacks a file into this workstation's recordings and answers with the recording's id. Throws ContractFailure 'bad_input' with what is wrong with it. */
  import(path: string): Promise<string>;
}
