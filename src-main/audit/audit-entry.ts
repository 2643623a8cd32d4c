import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { AuditRecord } from './audit-log.ts';

/** An entry with its place in a chain. */
export interface AuditEntry {
  readonly chain: string;
  readonly sequence: number;
  /** Of the entry before it; of a chain's first, NO_HASH. */
  readonly previousHash: string;
  readonly id: string;
  readonly userId: string | null;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly oldValues: unknown;
  readonly newValues: unknown;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: EpochMs;
}

/** What a chain's first entry has for the hash before it. */
export const NO_HASH = '0'.repeat(64);

/** SHA-256 of the entry in canonical JSON: the same whichever database it was read back from. */
export function hashOf(entry: AuditEntry): string {
  const { chain, sequence, previousHash, id, userId, action, resourceType, resourceId, oldValues, newValues, ipAddress, userAgent, createdAt } = entry;
  const address = ipAddress === null ? null : sameForm(ipAddress);
  return createHash('sha256')
    .update(canonical({ chain, sequence, previousHash, id, userId, action, resourceType, resourceId, oldValues, newValues, ipAddress: address, userAgent, createdAt }))
    .digest('hex');
}

/** JSON with sorted keys and without spaces; numbers and texts as JSON.stringify gives them. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const part of value) text += `${text === '' ? '' : ','}${canonical(part)}`;
    return `[${text}]`;
  }
  const parts = new Map<string, unknown>(Object.entries(value));
  for (const name of [...parts.keys()].sort()) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(parts.get(name))}`;
  return `{${text}}`;
}

/** Neither database, nor what counts over it, runs out of stack. */
const MOST_DEPTH = 60;
const MOST = { action: 100, resourceType: 50, resourceId: 100, userAgent: 500 };

/** The record as either database keeps it letter for letter: what PostgreSQL has no place for is replaced before anything is counted over it. */
export function storableRecord(record: AuditRecord): AuditRecord {
  const { userId, action, resourceType, resourceId, oldValues, newValues, ipAddress, userAgent } = record;
  return {
    userId,
    action: shortened(action, MOST.action),
    resourceType: shortened(resourceType, MOST.resourceType),
    resourceId: resourceId === null ? null : shortened(resourceId, MOST.resourceId),
    oldValues: storableJson(oldValues),
    newValues: storableJson(newValues),
    ipAddress: ipAddress === null ? null : storableAddress(ipAddress),
    userAgent: userAgent === null ? null : shortened(userAgent, MOST.userAgent),
  };
}

function storableJson(value: JsonValue | null, depth = 0): JsonValue | null {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MOST_DEPTH) return 'nested deeper than is kept';
  if (Array.isArray(value)) return value.map((part) => storableJson(part, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [storableText(name), storableJson(part, depth + 1)]));
}

/** NUL and halves of surrogate pairs become the replacement character. */
function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

function shortened(text: string, letters: number): string {
  return storableText(text.slice(0, letters));
}

/** An address without the zone that PostgreSQL's type does not take; null for what is none. */
function storableAddress(text: string): string | null {
  const [address = ''] = text.split('%');
  return isIP(address) === 0 ? null : address;
}

/** An IPv6 address has several texts, and PostgreSQL gives back its own. */
function sameForm(address: string): string {
  return isIP(address) === 6 ? (URL.parse(`http://[${address}]/`)?.hostname ?? address) : address;
}
