import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { MARKET_SCENARIOS } from '../../../src-main/market-data/market-scenario.ts';
import { studyMarket } from './market-study.ts';

const jobsSchema = z.array(z.object({ scenario: z.enum(MARKET_SCENARIOS), seed: z.number(), sessions: z.number() }));

for (const job of jobsSchema.parse(workerData)) parentPort?.postMessage(await studyMarket(job));
