import { z } from 'zod';
import type { AuditEntry } from '../operations/door.ts';
import type { AuditRepository } from '../stores/relational/audit-repository.ts';
import type { JsonValue } from '../stores/relational/settings-repository.ts';

/** Writes what was asked at the door into the audit. */
export function auditing(audit: AuditRepository): (entry: AuditEntry) => Promise<void> {
  return ({ caller, action, input, outcome }) =>
    audit.append({
      userId: caller.userId,
      action,
      resourceType: action.slice(0, action.indexOf('.')),
      resourceId: idOf(input),
      oldValues: null,
      newValues: { origin: caller.origin, outcome, input: jsonOf(input) },
      ipAddress: caller.address,
    });
}

/** The thing a call was about, where its input names one. */
function idOf(input: unknown): string | null {
  const parsed = z.object({ id: z.string().max(100) }).safeParse(input);
  return parsed.success ? parsed.data.id : null;
}

function jsonOf(input: unknown): JsonValue {
  const parsed = z.json().safeParse(input);
  return parsed.success ? parsed.data : null;
}
