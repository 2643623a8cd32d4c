import type { Installation } from '../../../src-core/contract/app.ts';
import type { ProgramFile, Staged } from './update-trial.ts';

/** A version that can be fetched. */
export interface Found {
  readonly version: string;
  /** Plain text. */
  readonly notes: string;
  /** Bytes; null where it is not said. */
  readonly size: number | null;
}

/** Where new versions come from. Both reject with an Error whose message is a sentence for people. */
export interface Updater {
  /** null where there is none that is newer. */
  check(): Promise<Found | null>;
  /** Fetches and verifies what was found last into `directory`; `progress` is told shares from 0 to 1. */
  download(directory: string, progress: (share: number) => void): Promise<Staged>;
}

/** What ends the program after its files were, or are about to be, replaced. */
export type InstallEnd =
  /** The shell starts this, and ends. */
  | { readonly kind: 'relaunch'; readonly execPath: string }
  /** An installer runs, and starts the program when it is done: the shell ends. */
  | { readonly kind: 'installer' };

/** Replaces the program's files: those of one way of installing it. */
export interface ProgramInstaller {
  readonly installation: Installation;
  /** Keeps in `directory` what puts the version that runs back; null where nothing of it is there to be kept. */
  keep(version: string, directory: string): Promise<ProgramFile | null>;
  /** Puts a version in place of the one that runs, whichever is newer. Rejects with an Error, and has changed nothing then. */
  install(file: ProgramFile, directory: string): Promise<InstallEnd>;
}
