import { HttpError } from '@influxdata/influxdb-client';
import { z } from 'zod';
import type { ConnectionTest } from '../../../../src-core/contract/connections.ts';
import { DAY } from '../../../../src-core/time.ts';
import type { InfluxAccess } from '../../../desk-settings.ts';
import { points } from './flux-queries.ts';
import { InfluxHttp, serverUrl } from './influx-http.ts';
import { codeOf, messageOf, networkReason } from './write-answer.ts';

const LIMIT_MS = 5_000;
const VERSION_HEADER = 'x-influxdb-version';
/** Daily aggregates are kept for two years. */
const AGGREGATES_MS = 730 * DAY;

type Found = Omit<ConnectionTest, 'milliseconds'>;

const bucketsSchema = z.object({
  buckets: z.array(z.object({ name: z.string(), retentionRules: z.array(z.object({ everySeconds: z.number().optional() })).optional() })),
});

/** Tries an InfluxDB as the time series would use it: reaches it, signs in, finds the bucket, reads and writes it. No point is written. */
export async function testInflux(access: InfluxAccess): Promise<ConnectionTest> {
  const began = performance.now();
  const done = (found: Found): ConnectionTest => ({ ...found, milliseconds: Math.round(performance.now() - began) });
  let http: InfluxHttp;
  try {
    http = new InfluxHttp(access);
  } catch (error) {
    if (error instanceof RangeError) return done({ outcome: 'bad_url', text: `${error.message}.`, version: null });
    throw error;
  }
  return done(await found(http, access));
}

async function found(http: InfluxHttp, access: InfluxAccess): Promise<Found> {
  const { host } = serverUrl(access.url);
  let header: unknown;
  try {
    header = (await http.get('/ping', LIMIT_MS)).headers.get(VERSION_HEADER);
  } catch (error) {
    if (!(error instanceof HttpError)) return networkFailure(error, host);
    if (/HTTP request to an HTTPS server/i.test(error.message)) return { outcome: 'tls', text: `${host} speaks TLS only: write https:// instead of http://.`, version: null };
    header = error.headers?.[VERSION_HEADER];
  }
  const number = versionIn(header);
  if (number === null) return { outcome: 'other', text: `${host} answers, but does not say that it is an InfluxDB.`, version: null };
  const version = `InfluxDB ${number}`;
  const major = Number.parseInt(number, 10);
  if (major < 2) return { outcome: 'too_old', text: `${host} runs ${version}; Smart 0DTE needs InfluxDB 2.`, version };
  if (major > 2) return { outcome: 'other', text: `${host} runs ${version}, which has no Flux; Smart 0DTE needs InfluxDB 2.`, version };
  const failure = (await bucketFailure(http, access)) ?? (await rightsFailure(http, access));
  if (failure !== null && failure.outcome !== 'good') return { ...failure, version };
  return { outcome: 'good', text: `${version} at ${host}: bucket ${access.bucket} can be read and written.${failure === null ? '' : ` ${failure.text}`}`, version };
}

type Finding = Omit<Found, 'version'>;

/** Null where the bucket is there; 'good' with a remark where it keeps too little. */
async function bucketFailure(http: InfluxHttp, { organisation, bucket }: InfluxAccess): Promise<Finding | null> {
  try {
    const { text } = await http.get(`/api/v2/buckets?org=${encodeURIComponent(organisation)}&name=${encodeURIComponent(bucket)}`, LIMIT_MS);
    const known = bucketsSchema.safeParse(jsonIn(text)).data?.buckets.find(({ name }) => name === bucket);
    if (known === undefined) {
      return { outcome: 'unknown_database', text: `Organisation ${organisation} has no bucket ${bucket} that this token may see. Make the bucket, or choose another.` };
    }
    const kept = Math.min(...(known.retentionRules ?? []).flatMap(({ everySeconds = 0 }) => (everySeconds > 0 ? [everySeconds * 1_000] : [])));
    if (kept >= AGGREGATES_MS) return null;
    return { outcome: 'good', text: `The bucket keeps its data for ${Math.round(kept / DAY)} days only, and daily aggregates are kept for two years: give it a longer retention.` };
  } catch (error) {
    return refusal(error, organisation, bucket, 'see');
  }
}

async function rightsFailure(http: InfluxHttp, { organisation, bucket }: InfluxAccess): Promise<Finding | null> {
  try {
    const now = Date.now();
    await http.query(points({ bucket, measurement: 'market_data_daily', from: now - 1_000, to: now }, 'test'), LIMIT_MS);
  } catch (error) {
    return refusal(error, organisation, bucket, 'read');
  }
  try {
    // Without a line nothing is written, yet the right to write is asked for.
    await http.write('', LIMIT_MS);
  } catch (error) {
    // Before 2.0.9 a write without a line was refused, once it was allowed.
    if (!(error instanceof HttpError && error.statusCode === 400)) return refusal(error, organisation, bucket, 'write');
  }
  return null;
}

function refusal(error: unknown, organisation: string, bucket: string, to: 'see' | 'read' | 'write'): Finding {
  if (!(error instanceof HttpError)) return { outcome: 'unreachable', text: `It stopped answering: ${networkReason(error)}.` };
  switch (error.statusCode) {
    case 401:
      // Of a token that it knows, InfluxDB says so too where it may do only one of reading and writing.
      return to === 'see'
        ? { outcome: 'wrong_password', text: 'It does not accept the token. Enter one of its API tokens.' }
        : { outcome: 'no_permission', text: `The token may not ${to} bucket ${bucket}.` };
    case 403:
      return { outcome: 'no_permission', text: `The token may not ${to} bucket ${bucket}.` };
    case 404:
      return /bucket/i.test(error.message)
        ? { outcome: 'unknown_database', text: `Organisation ${organisation} has no bucket ${bucket}.` }
        : { outcome: 'unknown_database', text: `It has no organisation ${organisation} that this token may see.` };
    case 429:
    case 503:
      return { outcome: 'busy', text: 'It is too busy to answer. Try again in a while.' };
    default:
      return { outcome: 'other', text: `It answered ${error.statusCode}: ${error.message}` };
  }
}

function networkFailure(error: unknown, host: string): Found {
  const code = codeOf(error) ?? '';
  if (/CERT|SELF_SIGNED|UNABLE_TO|^ERR_TLS|^ERR_SSL|^EPROTO/.test(code)) {
    const reason = messageOf(error);
    const text = /wrong version number|packet length too long/i.test(reason)
      ? `${host} does not speak TLS: write http:// instead of https://.`
      : `The certificate of ${host} is not trusted (${reason}). Give Node its authority with NODE_EXTRA_CA_CERTS.`;
    return { outcome: 'tls', text, version: null };
  }
  return { outcome: 'unreachable', text: `No InfluxDB at ${host}: ${networkReason(error)}.`, version: null };
}

/** null where it is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** "2.7.1", from "v2.7.1" or "2.7.1-abc". */
function versionIn(header: unknown): string | null {
  return typeof header === 'string' ? (/\d+(\.\d+)*/.exec(header)?.[0] ?? null) : null;
}
