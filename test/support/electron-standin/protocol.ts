const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
const schemes = new Set<string>();

export const protocol = {
  registerSchemesAsPrivileged(list: readonly { readonly scheme: string }[]): void {
    for (const { scheme } of list) schemes.add(scheme);
  },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (!schemes.has(scheme)) throw new Error(`${scheme} was not registered before the app was ready`);
    handlers.set(scheme, handler);
  },
};

/** Asks the handler that was registered for the address's scheme. */
export async function fetchPage(url: string, method = 'GET'): Promise<{ status: number; policy: string; body: string }> {
  const handler = handlers.get(new URL(url).protocol.replace(':', ''));
  if (handler === undefined) return { status: 0, policy: '', body: '' };
  const response = await handler(new Request(url, { method }));
  return { status: response.status, policy: response.headers.get('content-security-policy') ?? '', body: await response.text() };
}
