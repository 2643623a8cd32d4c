import { performance } from 'node:perf_hooks';
import type { AuditedState } from '../operations/audited-state.ts';
import { Door, type Handlers, type StreamOpeners } from '../operations/door.ts';
import { auditing } from './auditing.ts';
import type { Foundation } from './foundation.ts';

/** The one door of a composition, audited in the terminal's own record. */
export function openDoor({ access, callers, notices, workstation }: Foundation, handlers: Handlers, streams: StreamOpeners, audited: AuditedState): Door {
  return new Door({
    handlers,
    streams,
    audit: auditing(access.audit, workstation),
    audited,
    onMutation: (caller) => {
      if (caller.userId !== null) callers.changed(caller.userId);
      access.access.active(caller);
    },
    onUnaudited: (name, error) => notices.tell('error', `${name} was done, but is not in the audit: ${error instanceof Error ? error.message : String(error)}`),
    realNow: () => performance.now(),
  });
}
