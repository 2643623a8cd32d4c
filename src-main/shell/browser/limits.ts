import type { Server, ServerOptions } from 'node:http';
import { SECOND } from '../../../src-core/time.ts';

/** What one client may take of the server at most; times in milliseconds. */
export interface ShellLimits {
  /** For all headers of a request, and for a whole request. */
  readonly headersWithin: number;
  readonly requestWithin: number;
  /** How long a connection may stay without a request. */
  readonly idle: number;
  /** How often the times above are looked at. */
  readonly lookEvery: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Sockets that are open at once: all, those of one browser, and those of all scripts. */
  readonly sockets: number;
  readonly socketsPerDevice: number;
  readonly scriptSockets: number;
  /** How often a socket must show that somebody is there. */
  readonly heartbeat: number;
  /** How long a socket that was asked to close may take. */
  readonly goodbye: number;
}

export const SHELL_LIMITS: ShellLimits = {
  headersWithin: 10 * SECOND,
  requestWithin: 15 * SECOND,
  idle: 5 * SECOND,
  lookEvery: SECOND,
  connections: 128,
  requestsPerConnection: 1_000,
  sockets: 32,
  socketsPerDevice: 8,
  scriptSockets: 16,
  heartbeat: 20 * SECOND,
  goodbye: SECOND,
};

/** Bytes of all headers of a request with its target, and how many there may be. */
const MOST_HEADER_BYTES = 16_384;
const MOST_HEADERS = 100;

export function serverOptions(limits: ShellLimits): ServerOptions {
  return {
    headersTimeout: limits.headersWithin,
    requestTimeout: limits.requestWithin,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: limits.lookEvery,
    maxHeaderSize: MOST_HEADER_BYTES,
    insecureHTTPParser: false,
  };
}

/** What a server takes only once it is made. */
export function limitServer(server: Server, limits: ShellLimits): void {
  server.maxHeadersCount = MOST_HEADERS;
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
}
