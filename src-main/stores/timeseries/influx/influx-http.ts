import { type FluxTableMetaData, HttpError, linesToTables, type ParameterizedQuery, stringToLines } from '@influxdata/influxdb-client';
import type { InfluxAccess } from '../../../desk-settings.ts';
import { PRECISION } from './line-protocol.ts';

// The client's own transport reads URLs with url.parse(), of which Node warns in a bundled program: requests are made with
// fetch, errors are the client's.

/** One row of a Flux answer. */
export interface FluxRow {
  /** The name of its yield. */
  readonly result: string;
  /** A column as the client reads it; undefined where the table has none of that name. */
  get(column: string): unknown;
}

interface Answered {
  readonly headers: Headers;
  readonly text: string;
}

/** InfluxDB's HTTP interface. Each request has a time limit that ends it; it rejects with HttpError or what the network says. */
export class InfluxHttp {
  readonly #base: string;
  readonly #token: string | null;
  readonly #organisation: string;
  readonly #bucket: string;

  /** Throws RangeError on a URL that is none of http or https. */
  constructor({ url, token, organisation, bucket }: InfluxAccess) {
    const { origin, pathname } = serverUrl(url);
    this.#base = origin + pathname.replace(/\/(api\/v2\/?)?$/, '');
    this.#token = token;
    this.#organisation = organisation;
    this.#bucket = bucket;
  }

  /** Resolves when the server has all lines. */
  async write(lines: string, limitMs: number): Promise<void> {
    const query = `org=${encodeURIComponent(this.#organisation)}&bucket=${encodeURIComponent(this.#bucket)}&precision=${PRECISION}`;
    await this.#request('POST', `/api/v2/write?${query}`, limitMs, { type: 'text/plain; charset=utf-8', text: lines });
  }

  async query(flux: ParameterizedQuery, limitMs: number): Promise<FluxRow[]> {
    const dialect = { header: true, delimiter: ',', commentPrefix: '#', annotations: ['datatype', 'group', 'default'] };
    const body = { type: 'application/json', text: JSON.stringify({ query: flux.toString(), dialect, type: 'flux' }) };
    const { text } = await this.#request('POST', `/api/v2/query?org=${encodeURIComponent(this.#organisation)}`, limitMs, body);
    return rowsOf(text);
  }

  /** Removes the points of a measurement with `start` <= time < `stop`. */
  async remove(measurement: string, start: Date, stop: Date, limitMs: number): Promise<void> {
    const query = `org=${encodeURIComponent(this.#organisation)}&bucket=${encodeURIComponent(this.#bucket)}`;
    // A delete takes its end in as well: the last nanosecond before it.
    const last = new Date(stop.getTime() - 1).toISOString().replace('Z', '999999Z');
    const text = JSON.stringify({ start: start.toISOString(), stop: last, predicate: `_measurement="${measurement}"` });
    await this.#request('POST', `/api/v2/delete?${query}`, limitMs, { type: 'application/json', text });
  }

  get(path: string, limitMs: number): Promise<Answered> {
    return this.#request('GET', path, limitMs);
  }

  async #request(method: 'GET' | 'POST', path: string, limitMs: number, body?: { readonly type: string; readonly text: string }): Promise<Answered> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: {
        ...(this.#token !== null && { authorization: `Token ${this.#token}` }),
        ...(body !== undefined && { 'content-type': body.type }),
      },
      ...(body !== undefined && { body: body.text }),
      // A write that is sent elsewhere would arrive there as a read.
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const { status, statusText, headers } = answer;
    const text = await answer.text();
    if (status >= 200 && status < 300) return { headers, text };
    throw new HttpError(status, statusText, text === '' ? (headers.get('x-influxdb-error') ?? '') : text, headers.get('retry-after'), headers.get('content-type'), undefined, Object.fromEntries(headers));
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

/** The rows of annotated CSV. */
function rowsOf(csv: string): FluxRow[] {
  const rows: FluxRow[] = [];
  let failure: Error | null = null;
  stringToLines(
    csv,
    linesToTables({
      next: (values, table) => void rows.push(rowOf(values, table)),
      error: (error) => (failure = error),
      complete: () => undefined,
    }),
  );
  if (failure !== null) throw failure;
  return rows;
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
