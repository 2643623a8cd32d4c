import { useEffect, useState } from 'react';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { type IsoDate, MINUTE } from '../../../src-core/time.ts';

/** A hook: New York's date by the machine's clock, which entries are written by. */
export function useToday(): IsoDate {
  const [today, setToday] = useState(() => dateInNewYork(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(dateInNewYork(Date.now())), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return today;
}
