import { useEffect, useState } from 'react';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { SmileView } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';
import { type SmileAxes, smileAxes } from './smile-axes.ts';

export interface ReadSmile {
  readonly view: SmileView;
  /** null without points. */
  readonly axes: SmileAxes | null;
}

/** A hook: the newest smile, read while `visible`; what was read last stays. `failure` says why the stream was interrupted. */
export function useSmile(underlying: Underlying, visible: boolean): { readonly smile: ReadSmile | null; readonly failure: ContractFailure | null } {
  const core = useCore();
  const [smile, setSmile] = useState<ReadSmile | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => {
    if (!visible) return undefined;
    return subscribeLastingly(core, 'smile', { underlying }, {
      next(view) {
        setSmile((before) => ({ view, axes: smileAxes(view, before?.axes ?? null) }));
        setFailure(null);
      },
      error: setFailure,
    });
  }, [core, underlying, visible]);
  return { smile, failure };
}
