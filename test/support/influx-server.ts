import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { InfluxAccess } from '../../src-main/desk-settings.ts';
import { leaveOut } from './left-out.ts';

const orgsSchema = z.object({ orgs: z.array(z.object({ id: z.string(), name: z.string() })) });
const bucketSchema = z.object({ id: z.string() });

interface Given {
  readonly url: string;
  readonly token: string;
  readonly organisation: string;
}

/** The InfluxDB that INFLUX_URL, INFLUX_TOKEN and INFLUX_ORG name; where they are not set, the suite is noted as left out. */
export function givenInflux(suite: string): Given | null {
  const { INFLUX_URL: url, INFLUX_TOKEN: token, INFLUX_ORG: organisation } = process.env;
  if (url !== undefined && token !== undefined && organisation !== undefined) return { url, token, organisation };
  leaveOut(suite, 'INFLUX_URL, INFLUX_TOKEN and INFLUX_ORG name no InfluxDB');
  return null;
}

/** A bucket of its own for one test; the token must be allowed to make buckets. */
export async function newBucket(given: Given): Promise<{ readonly access: InfluxAccess; remove(): Promise<void> }> {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(new URL(path, given.url), {
      method,
      headers: { authorization: `Token ${given.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  };
  const { orgs } = orgsSchema.parse(await call('GET', `/api/v2/orgs?org=${encodeURIComponent(given.organisation)}`));
  const bucket = `test-${randomUUID()}`;
  const { id } = bucketSchema.parse(await call('POST', '/api/v2/buckets', { orgID: orgs[0]?.id, name: bucket, retentionRules: [] }));
  return { access: { ...given, bucket }, remove: async () => void (await call('DELETE', `/api/v2/buckets/${id}`)) };
}
