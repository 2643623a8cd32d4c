import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DayReport } from '../performance/report/day-report.ts';
import type { ProgramFiles } from '../program-files.ts';

/** What the printing thread is started with. */
export interface PrintOrder {
  readonly report: DayReport;
  /** Folder of the font files. */
  readonly fonts: string;
}

/** Sets reports as PDFs, each in a thread of its own that ends with it: reports are rare, and setting one takes long. */
export function createReportPrinter({ printWorker, resources }: Pick<ProgramFiles, 'printWorker' | 'resources'>): (report: DayReport) => Promise<Uint8Array> {
  return (report) =>
    new Promise((resolve, reject) => {
      const order: PrintOrder = { report, fonts: join(resources, 'fonts') };
      const worker = new Worker(printWorker, { name: 'print', workerData: order });
      worker.once('message', (made: Uint8Array) => resolve(made));
      worker.once('error', (error) => reject(new Error(`the report cannot be set as a PDF: ${error instanceof Error ? error.message : String(error)}`, { cause: error })));
      worker.once('exit', (code) => reject(new Error(`the report cannot be set as a PDF: its thread ended with ${code}`)));
    });
}
