import { useCallback, useEffect, useRef, useState } from 'react';
import type { WhatIf } from '../../../src-core/contract/broker.ts';
import type { Ticket } from '../../../src-core/contract/schemas.ts';
import { sentenceOf } from '../../access/access-words.ts';
import { useCore } from '../../connection/core.tsx';

export type WhatIfState =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly answer: WhatIf }
  | { readonly kind: 'failed'; readonly text: string };

const NONE: WhatIfState = { kind: 'none' };

/** A hook: the broker's own word on a ticket, asked on demand. It holds for that very ticket: with any other it is gone. */
export function useWhatIf(ticket: Ticket | null): { readonly state: WhatIfState; ask(): void } {
  const core = useCore();
  const key = ticket === null ? '' : JSON.stringify(ticket);
  const [read, setRead] = useState<{ readonly of: string; readonly state: WhatIfState }>({ of: '', state: NONE });
  const question = useRef<AbortController | null>(null);
  useEffect(() => () => question.current?.abort(), [key]);
  const ask = useCallback(() => {
    if (ticket === null) return;
    question.current?.abort();
    const asking = new AbortController();
    question.current = asking;
    const of = JSON.stringify(ticket);
    const settle = (state: WhatIfState): void => {
      if (!asking.signal.aborted) setRead({ of, state });
    };
    settle({ kind: 'asking' });
    core.call('orders.whatIf', ticket, { signal: asking.signal }).then(
      (answer) => settle({ kind: 'answered', answer }),
      (error: unknown) => settle({ kind: 'failed', text: error instanceof Error ? sentenceOf(error.message) : 'It did not work.' }),
    );
  }, [core, ticket]);
  return { state: read.of === key ? read.state : NONE, ask };
}
