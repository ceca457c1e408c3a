/**
 * Gives `act` a signal that aborts with `signal`, or when the time is up. In place of `timeout` of Microsoft's
 * pipeline, whose timer runs on where no answer came, and holds up the end of the process until it has run out.
 */
export async function within<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  act: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    return await act(signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]));
  } finally {
    clearTimeout(timer);
  }
}
