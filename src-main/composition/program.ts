import { join } from 'node:path';
import { bareApp } from '../app/app.ts';
import { EXPORT_FOLDER } from '../export-folder.ts';
import { RecordingPackages } from '../market-data/recordings/recording-packages.ts';
import type { RecordingsThread } from '../market-data/recordings/recordings-thread.ts';
import type { ProgramParts } from '../operations/app-operations.ts';
import type { TerminalHooks } from '../terminal.ts';
import { RECORDINGS_FOLDER } from './day-recording.ts';

/** What stands around the core, and what goes out of it and in by file. */
export async function composeProgram({ app = bareApp() }: Pick<TerminalHooks, 'app'>, dataDir: string, recordings: Pick<RecordingsThread, 'running'>): Promise<ProgramParts> {
  const recordingFiles = new RecordingPackages({ root: join(dataDir, RECORDINGS_FOLDER), exports: join(dataDir, EXPORT_FOLDER), running: () => recordings.running });
  await recordingFiles.clear();
  return { app, recordingFiles };
}
