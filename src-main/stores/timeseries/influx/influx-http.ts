import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type FluxTableMetaData, type HttpHeaders, InfluxDB, type ParameterizedQuery } from '@influxdata/influxdb-client';
import type { InfluxAccess } from '../../../desk-settings.ts';
import { PRECISION } from './line-protocol.ts';

const SOCKET_LIMIT_MS = 60_000;

/** One row of a Flux answer. */
export interface FluxRow {
  /** The name of its yield. */
  readonly result: string;
  /** A column as the client reads it; undefined where the table has none of that name. */
  get(column: string): unknown;
}

/** InfluxDB's HTTP interface, spoken by the client's own transport; each request has a time limit that ends it. */
export class InfluxHttp {
  readonly #client: InfluxDB;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #organisation: string;
  readonly #bucket: string;

  /** Throws RangeError on a URL that is none of http or https. */
  constructor({ url, token, organisation, bucket }: InfluxAccess) {
    const parsed = serverUrl(url);
    this.#agent = parsed.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#client = new InfluxDB({
      url: parsed.href.replace(/\/(api\/v2\/?)?$/, ''),
      ...(token === null ? {} : { token }),
      // Each request has its own limit.
      timeout: SOCKET_LIMIT_MS,
      transportOptions: { agent: this.#agent },
    });
    this.#organisation = organisation;
    this.#bucket = bucket;
  }

  /** Resolves when the server has all lines; rejects with HttpError or what the network says. */
  async write(lines: string, limitMs: number): Promise<void> {
    const path = `/api/v2/write?org=${encodeURIComponent(this.#organisation)}&bucket=${encodeURIComponent(this.#bucket)}&precision=${PRECISION}`;
    await this.#client.transport.request(path, lines, { method: 'POST', headers: { 'content-type': 'text/plain; charset=utf-8' }, signal: AbortSignal.timeout(limitMs) });
  }

  query(flux: ParameterizedQuery, limitMs: number): Promise<FluxRow[]> {
    const path = `/api/v2/query?org=${encodeURIComponent(this.#organisation)}`;
    const dialect = { header: true, delimiter: ',', commentPrefix: '#', annotations: ['datatype', 'group', 'default'] };
    const body = JSON.stringify({ query: flux.toString(), dialect, type: 'flux' });
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json; encoding=utf-8', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(limitMs),
    };
    const { transport } = this.#client;
    return this.#client
      .processCSVResponse(
        (consumer) => transport.send(path, body, options, consumer),
        () => transport.iterate(path, body, options),
      )
      .collectRows(rowOf);
  }

  /** Removes the points of a measurement with `start` <= time < `stop`. */
  async remove(measurement: string, start: Date, stop: Date, limitMs: number): Promise<void> {
    const path = `/api/v2/delete?org=${encodeURIComponent(this.#organisation)}&bucket=${encodeURIComponent(this.#bucket)}`;
    // A delete takes its end in as well: the last nanosecond before it.
    const last = new Date(stop.getTime() - 1).toISOString().replace('Z', '999999Z');
    const body = { start: start.toISOString(), stop: last, predicate: `_measurement="${measurement}"` };
    await this.#client.transport.request(path, body, { method: 'POST', signal: AbortSignal.timeout(limitMs) });
  }

  /** The answer's headers and, where it is JSON, its body. */
  async get(path: string, limitMs: number): Promise<{ readonly headers: HttpHeaders; readonly body: unknown }> {
    let headers: HttpHeaders = {};
    const body: unknown = await this.#client.transport.request(path, '', { method: 'GET', signal: AbortSignal.timeout(limitMs) }, (answered) => {
      headers = answered;
    });
    return { headers, body };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Throws RangeError. */
export function serverUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new RangeError(`"${withoutPassword(url)}" is not the URL of an InfluxDB; expected http://host:8086 or https://host:8086`);
  }
  return parsed;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//…@');
}

function rowOf(values: string[], table: FluxTableMetaData): FluxRow {
  // The client gives one array for all rows.
  const own = [...values];
  const cell = (column: string): unknown => {
    const known = table.column(column, false);
    return known.index < 0 ? undefined : known.get(own);
  };
  return { result: String(cell('result') ?? ''), get: cell };
}
