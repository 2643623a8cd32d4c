import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Door, type Handlers, type StreamOpeners } from '../operations/door.ts';
import { createAuditRepository } from '../stores/relational/audit-repository.ts';
import { auditing } from './auditing.ts';
import type { Foundation } from './foundation.ts';

/** The one door of a composition, audited in the books. */
export function openDoor({ callers, machineClock, notices, store }: Foundation, handlers: Handlers, streams: StreamOpeners): Door {
  return new Door({
    handlers,
    streams,
    audit: auditing(createAuditRepository(store, machineClock, randomUUID)),
    onMutation: ({ userId }) => callers.changed(userId),
    onUnaudited: (name, error) => notices.tell('error', `${name} was done, but is not in the audit: ${error instanceof Error ? error.message : String(error)}`),
    realNow: () => performance.now(),
  });
}
