import { type ClientRequest, request, type RequestOptions } from 'node:http';

/** Chromium's network as far as Node's is the same: what asks is a request, and hears of its response. */
export const net = {
  request(options: RequestOptions): ClientRequest {
    return request({ ...options, agent: false });
  },
};
