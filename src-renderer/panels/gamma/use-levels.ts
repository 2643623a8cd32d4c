import { useCallback, useEffect, useState } from 'react';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { GammaLevelsView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useCore } from '../../connection/core.tsx';

export interface ReadLevels {
  readonly levels: GammaLevelsView | null;
  readonly failure: string | null;
  readonly begin: () => void;
  readonly stop: () => void;
}

/** A hook: how often levels held; read again when `version` changes, as it does whenever records were written. */
export function useLevels(underlying: Underlying | null, visible: boolean, version: string): ReadLevels {
  const core = useCore();
  const connection = useConnection();
  const [read, setRead] = useState<{ readonly of: Underlying | null; readonly levels: GammaLevelsView } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (!visible || connection === 'disconnected') return undefined;
    let isOver = false;
    core.call('gamma.levels', underlying === null ? {} : { underlying }).then(
      (levels) => {
        if (isOver) return;
        setRead({ of: underlying, levels });
        setFailure(null);
      },
      (error: unknown) => {
        if (!isOver) setFailure(wordsOf(error));
      },
    );
    return () => {
      isOver = true;
    };
  }, [core, underlying, visible, version, connection]);
  const act = useCallback(
    (name: 'gamma.study' | 'gamma.stopStudy') => {
      core.call(name, {}).then(
        () => setFailure(null),
        (error: unknown) => setFailure(wordsOf(error)),
      );
    },
    [core],
  );
  return {
    levels: read?.of === underlying ? read.levels : null,
    failure,
    begin: useCallback(() => act('gamma.study'), [act]),
    stop: useCallback(() => act('gamma.stopStudy'), [act]),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof ContractFailure || error instanceof Error ? error.message : String(error);
}
