import { createServer, type Server, type Socket } from 'node:net';
import type { GatewayMessage, GatewayRequest } from '../../../src-main/ibkr/gateway.ts';
import type { Clock } from '../../../src-core/time.ts';
import { errorMessage, type Origin } from './client-line.ts';
import { FaultLine, type LineEntry } from './fault-line.ts';
import { type FaultSchedule, GOOD_DAY } from './faults.ts';
import { CLIENT_ID_TAKEN, LEG_PRICES_REFUSED } from './system-messages.ts';
import type { TwsModel } from './tws-model.ts';
import { messageTokens, type WireContext } from './wire-messages.ts';
import { readRequest, type WireRequest } from './wire-requests.ts';
import { frame, FrameReader, ProtocolError, type Token } from './wire-tokens.ts';

export interface TwsServerParts {
  readonly model: TwsModel;
  /** What its own time is told by, and when connections are said to have begun. */
  readonly clock: Clock;
  /** 193, the newest that the client library speaks; from 151. The lesser of this and the client's newest is spoken. */
  readonly serverVersion?: number;
  /** What goes wrong on each client's line, through its reconnects. 'unsent' is 'cut_before_request' here, and 'waits' nothing. */
  readonly schedule?: FaultSchedule;
  /** How times of executions are written; "US/Eastern". '' leaves the zone out. */
  readonly timeZone?: string;
  /** Whether completed orders that filled have quantity 0, as the real ones do; true. */
  readonly zeroQuantity?: boolean;
}

/** How it takes new connections: 'api_disabled' closes them at once, 'mute' accepts them and never says anything. */
export type Reception = 'open' | 'api_disabled' | 'mute';

/** Real milliseconds after which what is late comes though nothing more is said. */
const LATE_MS = 15;

interface Connection {
  readonly socket: Socket;
  readonly frames: FrameReader;
  line: FaultLine;
  version: number | null;
  clientId: number | null;
  isMute: boolean;
  /** Messages until the servers are back. */
  serversBack: { left: number; readonly isDataLost: boolean } | null;
}

/**
 * TWS over TCP on 127.0.0.1, as the client library speaks with it: the length-prefixed protocol from "API\0" on, many
 * clients by their ids. All it knows is the model's.
 */
export class TwsServer {
  readonly model: TwsModel;
  /** What was read that is no message of the protocol, or none that is answered here. */
  readonly misread: string[] = [];
  reception: Reception = 'open';
  readonly #parts: TwsServerParts;
  readonly #connections = new Set<Connection>();
  readonly #lines = new Map<number, FaultLine>();
  readonly #schedule: FaultSchedule;
  #server: Server | null = null;
  #port = 0;

  private constructor(parts: TwsServerParts) {
    this.#parts = parts;
    this.#schedule = parts.schedule ?? GOOD_DAY;
    this.model = parts.model;
    this.model.executions.holdsCommissions = this.#schedule.holdsCommissions;
    this.model.manners.holdsCancels = this.#schedule.holdsCancels;
  }

  /** Listens on a free port. */
  static async start(parts: TwsServerParts): Promise<TwsServer> {
    const made = new TwsServer(parts);
    await made.listen();
    return made;
  }

  get host(): string {
    return '127.0.0.1';
  }

  get port(): number {
    return this.#port;
  }

  /** Sockets that are open, with those that are no client yet. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Listens again on the same port after stop. */
  async listen(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.host, resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /** Ends every connection and refuses new ones, as a gateway that is not running. The model stays. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.drop();
    if (server !== null) await new Promise<void>((resolve) => void server.close(() => resolve()));
  }

  async close(): Promise<void> {
    await this.stop();
  }

  /** Stops, restarts the model and listens again on the same port: the gateway's daily restart. */
  async restart(options: Parameters<TwsModel['restart']>[0] = {}): Promise<void> {
    await this.stop();
    this.model.restart(options);
    await this.listen();
  }

  /** Ends every connection now; what was written and not sent is lost. */
  drop(): void {
    for (const connection of [...this.#connections]) this.#forget(connection);
  }

  /** Half-open: every connection stays open, and neither hears nor says anything from now on. */
  goMute(): void {
    for (const connection of this.#connections) connection.isMute = true;
  }

  #accept(socket: Socket): void {
    if (this.reception === 'api_disabled') {
      socket.destroySoon();
      return;
    }
    socket.setNoDelay(true);
    const connection: Connection = { socket, frames: new FrameReader(), line: new FaultLine([]), version: null, clientId: null, isMute: this.reception === 'mute', serversBack: null };
    this.#connections.add(connection);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#forget(connection));
    socket.on('data', (data: Buffer) => {
      if (connection.isMute) return;
      for (const body of connection.frames.take(data)) if (!connection.isMute && this.#connections.has(connection)) this.#read(connection, body);
    });
  }

  #forget(connection: Connection): void {
    connection.socket.destroy();
    if (!this.#connections.delete(connection)) return;
    if (connection.clientId !== null) this.model.disconnect(connection.clientId);
    connection.line.ended();
    if (connection.serversBack !== null) this.model.restoreServers(connection.serversBack.isDataLost);
    connection.clientId = null;
  }

  #read(connection: Connection, body: Buffer): void {
    if (connection.version === null) return this.#agreeOnVersion(connection, body.toString('latin1'));
    let request: WireRequest;
    try {
      request = readRequest(body, connection.version);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.misread.push(error.message);
      return this.#write(connection, errorMessage(-1, 320, `Error reading request. ${error.message}`));
    }
    if (request.kind === 'start') return this.#start(connection, request.clientId);
    const { clientId } = connection;
    if (clientId === null) return undefined;
    if (connection.serversBack !== null) this.#count(connection, connection.serversBack.left);
    switch (request.kind) {
      case 'request':
        return this.#take(connection, clientId, request);
      case 'time':
        return this.#tokens(connection, [49, 1, Math.floor(this.#parts.clock.now() / 1000)]);
      case 'accounts':
        return this.#tokens(connection, [15, 1, this.model.accounts.join(',')]);
      case 'own_open_orders':
        return this.model.answerOpenOrders(clientId, true);
      case 'ignored':
        return undefined;
      case 'unknown':
        this.misread.push(`message ${request.messageId} is not answered here`);
        return this.#write(connection, errorMessage(-1, 505, `Unknown message id ${request.messageId}`));
      default: {
        const never: never = request;
        throw new RangeError(`no such request: ${JSON.stringify(never)}`);
      }
    }
  }

  #agreeOnVersion(connection: Connection, offer: string): void {
    const [, least, most] = /^v(\d+)(?:\.\.(\d+))?/.exec(offer) ?? [];
    if (least === undefined) {
      this.misread.push(`"${offer}" offers no versions`);
      return this.#forget(connection);
    }
    connection.version = Math.min(this.#parts.serverVersion ?? 193, Number(most ?? least));
    const began = new Date(this.#parts.clock.now()).toISOString();
    return this.#tokens(connection, [connection.version, `${began.slice(0, 10).replaceAll('-', '')} ${began.slice(11, 19)} Greenwich Mean Time`]);
  }

  #start(connection: Connection, clientId: number): void {
    if (connection.clientId !== null) return;
    const line = this.#lines.get(clientId) ?? new FaultLine(this.#schedule.faults);
    this.#lines.set(clientId, line);
    const refusal = line.attempt();
    if (refusal === 'api_disabled' || refusal === 'not_running') return this.#forget(connection);
    const welcome =
      refusal === 'client_id_taken' ? 'taken' : this.model.connect(clientId, { hear: (message, origin) => this.#hear(connection, message, origin), ended: () => this.#end(connection) });
    if (welcome === 'taken') {
      this.#write(connection, errorMessage(-1, 326, CLIENT_ID_TAKEN));
      return this.#end(connection);
    }
    connection.clientId = clientId;
    connection.line = line;
    this.#tokens(connection, [15, 1, welcome.accounts.join(',')]);
    this.#tokens(connection, [9, 1, welcome.nextOrderId]);
    this.model.greet(clientId);
  }

  #take(connection: Connection, clientId: number, { request, hasLegPrices, ofClient }: Extract<WireRequest, { kind: 'request' }>): void {
    if (request.type === 'place_order' && hasLegPrices && request.contract.comboLegs.length !== 2) {
      return this.#write(connection, errorMessage(request.orderId, 10_058, LEG_PRICES_REFUSED));
    }
    if (ofClient !== null) this.misread.push(`executions of client ${ofClient} alone are not told apart here`);
    const fault = connection.line.request(request);
    const handle = (): void => this.model.handle(clientId, request);
    if (fault === null) return handle();
    switch (fault.kind) {
      case 'waits':
        return handle();
      case 'cut_before_request':
      case 'unsent':
        return this.#forget(connection);
      case 'cut_after_request':
        connection.isMute = true;
        handle();
        return this.#forget(connection);
      case 'half_open':
        connection.isMute = true;
        return undefined;
      case 'rejected':
        if (request.type === 'place_order' && this.model.orderBook.find(request.orderId, clientId) === null) this.model.rejectNext({ code: fault.code, text: fault.text, status: fault.status });
        handle();
        this.model.orderBook.planned.length = 0;
        return undefined;
      case 'not_subscribed':
        return request.type === 'market_data' ? this.#write(connection, errorMessage(request.requestId, 354, 'Requested market data is not subscribed.')) : undefined;
      case 'silent':
      case 'competing':
        return this.#troubleMarketData(fault.kind, request, handle);
      default: {
        const never: never = fault;
        throw new RangeError(`no such fault: ${JSON.stringify(never)}`);
      }
    }
  }

  #troubleMarketData(kind: 'silent' | 'competing', request: GatewayRequest, handle: () => void): void {
    const conId = request.type === 'market_data' ? (this.model.contracts.matching(request.contract)[0]?.conId ?? 0) : 0;
    if (kind === 'silent') this.model.market.silence(conId, true);
    handle();
    if (kind === 'silent') this.model.market.endSilence(conId);
    else this.model.market.compete();
  }

  #hear(connection: Connection, message: GatewayMessage, origin: Origin): void {
    this.#let(connection, connection.line.message(message, origin));
    if (origin === 'event' && connection.line.isLate) setTimeout(() => this.#let(connection, connection.line.flush()), LATE_MS).unref();
  }

  #let(connection: Connection, entries: readonly LineEntry[]): void {
    for (const entry of entries) {
      if (!this.#connections.has(connection)) return;
      switch (entry.kind) {
        case 'message':
          this.#write(connection, entry.message);
          this.#count(connection, 1);
          break;
        case 'cut':
          this.#end(connection);
          return;
        case 'arrives':
          break;
        case 'restart':
          this.model.restart({ nextOrderId: entry.nextOrderId, dayOrders: entry.dayOrders });
          return;
        case 'servers_lost':
          if (connection.serversBack !== null) break;
          this.model.loseServers();
          connection.serversBack = { left: entry.by, isDataLost: entry.isDataLost };
          break;
        default: {
          const never: never = entry;
          throw new RangeError(`no such entry: ${JSON.stringify(never)}`);
        }
      }
    }
  }

  /** Lost servers are back after so many messages, or when something is asked for. */
  #count(connection: Connection, messages: number): void {
    const { serversBack } = connection;
    if (serversBack === null) return;
    serversBack.left -= messages;
    if (serversBack.left > 0) return;
    connection.serversBack = null;
    this.model.restoreServers(serversBack.isDataLost);
  }

  /** Closes after what was written has gone out. */
  #end(connection: Connection): void {
    connection.isMute = true;
    if (connection.clientId !== null) this.model.disconnect(connection.clientId);
    connection.clientId = null;
    connection.line.ended();
    connection.socket.destroySoon();
  }

  #write(connection: Connection, message: GatewayMessage): void {
    if (connection.version !== null) this.#tokens(connection, messageTokens(message, this.#context(connection, connection.version)));
  }

  #context(connection: Connection, version: number): WireContext {
    return {
      version,
      timeZone: this.#parts.timeZone ?? 'US/Eastern',
      zeroQuantity: this.#parts.zeroQuantity ?? true,
      details: (conId) => this.model.contracts.get(conId),
      sizeOf: (requestId, field) => (connection.clientId === null ? 0 : this.model.market.sizeOf(connection.clientId, requestId, field)),
    };
  }

  #tokens(connection: Connection, tokens: readonly Token[]): void {
    if (!connection.isMute && connection.socket.writable) connection.socket.write(frame(tokens));
  }
}
