import { parentPort, workerData } from 'node:worker_threads';
import { printReport } from './print-report.ts';
import type { PrintOrder } from './report-printer.ts';

const { report, fonts } = workerData as PrintOrder;
parentPort?.postMessage(await printReport(report, fonts));
