import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { InfluxAccess } from '../../src-main/desk-settings.ts';
import { runFlux, type StoredPoint } from './flux-answers.ts';

export const TOKEN = 'token-of-the-test';
export const ORGANISATION = 'desk';
export const BUCKET = 'market';

/** An answer in place of the stub's own. */
export interface Trouble {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only requests whose path begins so. */
  readonly path?: string;
  /** Only writes that hold a line that fits. */
  readonly line?: RegExp;
}

export interface StubOptions {
  /** Of X-Influxdb-Version; null for none. */
  readonly version?: string | null;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly retentionSeconds?: number;
  /** Milliseconds that a written line takes. */
  readonly lineMs?: number;
  /** What the token may do. */
  readonly may?: readonly ('read' | 'write')[];
}

/** Speaks the documented interface of InfluxDB 2 as far as the time series use it; points are kept in memory. */
export class FluxStub {
  readonly #server: Server;
  readonly #options: StubOptions;
  readonly #points = new Map<string, StoredPoint>();
  #troubles: { readonly trouble: Trouble; times: number }[] = [];
  #port = 0;
  /** "POST /api/v2/write" and so on, in order. */
  readonly requests: string[] = [];
  /** Request bodies of writes that were answered, in order. */
  readonly writes: string[] = [];
  /** Flux that was asked. */
  readonly queries: string[] = [];

  private constructor(options: StubOptions) {
    this.#options = options;
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.#handle(request, response);
    this.#server = options.tls === undefined ? createServer(handle) : createTlsServer({ ...options.tls }, handle);
  }

  static async start(options: StubOptions = {}): Promise<FluxStub> {
    const stub = new FluxStub(options);
    await stub.listen();
    return stub;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        const address = this.#server.address();
        if (address !== null && typeof address === 'object') this.#port = address.port;
        resolve();
      });
    });
  }

  /** It may listen again. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  access(changes: Partial<InfluxAccess> = {}): InfluxAccess {
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return { url: `${scheme}://127.0.0.1:${this.#port}`, token: TOKEN, organisation: ORGANISATION, bucket: BUCKET, ...changes };
  }

  /** Answers so the next `times` times that it fits. */
  trouble(trouble: Trouble, times = Number.POSITIVE_INFINITY): void {
    this.#troubles.push({ trouble, times });
  }

  calm(): void {
    this.#troubles = [];
  }

  get points(): readonly StoredPoint[] {
    return [...this.#points.values()];
  }

  empty(): void {
    this.#points.clear();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '/', 'http://stub');
    this.requests.push(`${request.method} ${url.pathname}`);
    const { version = 'v2.7.1' } = this.#options;
    if (version !== null) response.setHeader('X-Influxdb-Version', version);
    const trouble = this.#troubleFor(url.pathname, body);
    if (trouble !== null) {
      for (const [name, value] of Object.entries(trouble.headers ?? {})) response.setHeader(name, value);
      return answer(response, trouble.status, { code: 'trouble', message: trouble.message ?? 'trouble' });
    }
    switch (url.pathname) {
      case '/ping':
        return answer(response, 204);
      case '/health':
        return answer(response, 200, { name: 'influxdb', status: 'pass', version: '2.7.1' });
    }
    if (request.headers.authorization !== `Token ${TOKEN}`) return answer(response, 401, { code: 'unauthorized', message: 'unauthorized access' });
    const organisation = url.searchParams.get('org');
    if (organisation !== ORGANISATION) return answer(response, 404, { code: 'not found', message: `organization name "${organisation}" not found` });
    const { lineMs = 0 } = this.#options;
    if (lineMs > 0 && url.pathname === '/api/v2/write') await new Promise((resolve) => setTimeout(resolve, lineMs * body.split('\n').length));
    this.#serve(url, body, response);
  }

  #serve(url: URL, body: string, response: ServerResponse): void {
    const { may = ['read', 'write'], retentionSeconds = 0 } = this.#options;
    const bucket = url.searchParams.get('bucket');
    const unknown = (name: string | null): void => answer(response, 404, { code: 'not found', message: `bucket "${name}" not found` });
    switch (url.pathname) {
      case '/api/v2/buckets': {
        const known = url.searchParams.get('name') === BUCKET && may.length > 0;
        return answer(response, 200, { buckets: known ? [{ name: BUCKET, retentionRules: [{ type: 'expire', everySeconds: retentionSeconds }] }] : [] });
      }
      case '/api/v2/write':
        if (bucket !== BUCKET) return unknown(bucket);
        if (!may.includes('write')) return answer(response, 403, { code: 'forbidden', message: 'insufficient permissions for write' });
        return this.#write(body, url.searchParams.get('precision'), response);
      case '/api/v2/query': {
        if (!may.includes('read')) return answer(response, 401, { code: 'unauthorized', message: 'unauthorized access' });
        const { query } = JSON.parse(body);
        this.queries.push(String(query));
        try {
          const csv = runFlux(String(query), BUCKET, this.points);
          response.setHeader('content-type', 'text/csv; charset=utf-8');
          response.end(csv);
        } catch (error) {
          answer(response, 400, { code: 'invalid', message: String(error) });
        }
        return;
      }
      case '/api/v2/delete':
        if (bucket !== BUCKET) return unknown(bucket);
        return this.#remove(JSON.parse(body), response);
      default:
        return answer(response, 404, { code: 'not found', message: 'path not found' });
    }
  }

  #write(body: string, precision: string | null, response: ServerResponse): void {
    if (precision !== 'ms') return answer(response, 400, { code: 'invalid', message: `the stub reads milliseconds, not "${precision}"` });
    const read: StoredPoint[] = [];
    for (const line of body.split('\n').filter((text) => text !== '')) {
      const point = parsedLine(line);
      if (point === null) return answer(response, 400, { code: 'invalid', message: `unable to parse '${line}': bad line` });
      read.push(point);
    }
    this.writes.push(body);
    for (const point of read) {
      const key = JSON.stringify([point.measurement, Object.entries(point.tags).sort(), point.time]);
      this.#points.set(key, { ...point, fields: { ...this.#points.get(key)?.fields, ...point.fields } });
    }
    answer(response, 204);
  }

  #remove({ start, stop, predicate }: { start: string; stop: string; predicate: string }, response: ServerResponse): void {
    const measurement = /^_measurement="(\w+)"$/.exec(predicate)?.[1];
    if (measurement === undefined) return answer(response, 400, { code: 'invalid', message: `the stub does not read the predicate ${predicate}` });
    for (const [key, point] of this.#points) {
      if (point.measurement === measurement && point.time >= Date.parse(start) && point.time <= Date.parse(stop)) this.#points.delete(key);
    }
    answer(response, 204);
  }

  #troubleFor(path: string, body: string): Trouble | null {
    const index = this.#troubles.findIndex(
      ({ trouble, times }) => times > 0 && path.startsWith(trouble.path ?? '/api/v2/write') && (trouble.line === undefined || body.split('\n').some((line) => trouble.line?.test(line))),
    );
    const found = this.#troubles[index];
    if (found === undefined) return null;
    found.times -= 1;
    return found.trouble;
  }
}

function answer(response: ServerResponse, status: number, body?: object): void {
  response.statusCode = status;
  if (body === undefined) response.end();
  else {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(body));
  }
}

/** Reads a line by the protocol's own rules; null where it breaks them. */
export function parsedLine(line: string): StoredPoint | null {
  const match = /^((?:\\.|[^\\, ])+)((?:,(?:\\.|[^\\,= ])+=(?:\\.|[^\\,= ])+)*) (.+) (-?\d+)$/.exec(line);
  if (match === null) return null;
  const [, measurement = '', tagText = '', fieldText = '', time] = match;
  const unescaped = (text: string): string => text.replaceAll(/\\([, =])/g, '$1');
  const tags: Record<string, string> = {};
  for (const [, name = '', value = ''] of tagText.matchAll(/,((?:\\.|[^\\,= ])+)=((?:\\.|[^\\,= ])+)/g)) tags[unescaped(name)] = unescaped(value);
  const fields: Record<string, number | string> = {};
  let rest = fieldText;
  while (rest !== '') {
    const field = /^((?:\\.|[^\\,= ])+)=(?:"((?:\\["\\]|[^"\\])*)"|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))(?:,|$)/.exec(rest);
    if (field === null) return null;
    const [whole, name = '', text, number] = field;
    fields[unescaped(name)] = number === undefined ? (text ?? '').replaceAll(/\\(["\\])/g, '$1') : Number(number);
    rest = rest.slice(whole.length);
  }
  return { measurement: unescaped(measurement), tags, fields, time: Number(time) };
}
