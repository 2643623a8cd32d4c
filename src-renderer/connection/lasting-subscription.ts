import type { ContractClient, StreamHandlers } from '../../src-core/contract/client.ts';
import type { StreamInputOf, StreamName, StreamValueOf } from '../../src-core/contract/streams.ts';

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

/**
 * Subscribes, and subscribes again after a pause whenever the core ends the stream with an error. `error` is told each
 * time. Returns the function that ends it for good.
 */
export function subscribeLastingly<Name extends StreamName>(
  core: Pick<ContractClient, 'subscribe'>,
  name: Name,
  input: StreamInputOf<Name>,
  handlers: StreamHandlers<StreamValueOf<Name>>,
): () => void {
  let delay = FIRST_DELAY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: () => void = () => undefined;
  const subscribe = (): void => {
    unsubscribe = core.subscribe(name, input, {
      ...handlers,
      next: (value) => {
        delay = FIRST_DELAY;
        handlers.next(value);
      },
      error: (failure) => {
        timer = setTimeout(subscribe, delay);
        delay = Math.min(LONGEST_DELAY, delay * 2);
        handlers.error?.(failure);
      },
    });
  };
  subscribe();
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
