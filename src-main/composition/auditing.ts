import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditEntry } from '../operations/door.ts';
import type { JsonValue } from '../../src-core/contract/schemas.ts';

/** Writes what was asked at the door into the audit. */
export function auditing(audit: Pick<AuditLog, 'append'>, workstation: string): (entry: AuditEntry) => Promise<void> {
  return ({ caller, action, input, before, after, outcome }) =>
    audit.append({
      userId: caller.userId,
      action,
      resourceType: action.slice(0, action.indexOf('.')),
      resourceId: idOf(input),
      oldValues: jsonOf(before),
      newValues: { origin: caller.origin, workstation, outcome, input: jsonOf(input), ...(after === null ? {} : { after: jsonOf(after) }) },
      ipAddress: caller.address,
      userAgent: caller.agent,
    });
}

/** The thing a call was about, where its input names one. */
function idOf(input: unknown): string | null {
  const parsed = z.union([z.object({ id: z.string().max(100) }).transform(({ id }) => id), z.object({ key: z.string().max(100) }).transform(({ key }) => key)]).safeParse(input);
  return parsed.success ? parsed.data : null;
}

/** Letters of JSON that are kept of one value. */
const MOST_LETTERS = 65_536;
const SHOWN_LETTERS = 2_000;

function jsonOf(input: unknown): JsonValue | null {
  const parsed = z.json().safeParse(input);
  if (!parsed.success) return null;
  const text = JSON.stringify(parsed.data);
  return text.length > MOST_LETTERS ? { letters: text.length, beginning: text.slice(0, SHOWN_LETTERS) } : parsed.data;
}
