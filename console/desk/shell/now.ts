import { createContext, useContext, useEffect, useState } from 'react';

/** How far the server's clock is ahead of ours, in milliseconds: waiting times are counted by the server's. */
export const ClockSkewContext = createContext(0);

/** The server's time now, read anew every `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const skew = useContext(ClockSkewContext);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + skew;
}
