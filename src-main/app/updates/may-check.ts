import { z } from 'zod';
import type { ContractHost } from '../../../src-core/contract/host.ts';

const KEY = 'app.update_check';
const entriesSchema = z.array(z.object({ key: z.string(), value: z.string().nullable() }));

/** Whether the configuration lets the program ask for a new version by itself, read at the door each time. Rejects where it cannot be known. */
export function mayCheckForUpdates(host: Pick<ContractHost, 'call'>): () => Promise<boolean> {
  return async () => entriesSchema.parse(await host.call('config.list', {}, new AbortController().signal)).some(({ key, value }) => key === KEY && value === 'true');
}
