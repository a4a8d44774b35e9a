import { describe, expect, test, vi } from 'vitest';
import { gather } from '../../../console/desk/api/gather.ts';
import { followEvents, type LinkState } from '../../../console/desk/api/live.ts';
import type { DeskEvent } from '../../../src/server/contract/index.ts';

/** What of an EventSource the console uses, in the hands of the test. */
class Source {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;
  close(): void {
    this.readyState = 2;
  }
}

function following() {
  const sources: Source[] = [];
  const events: DeskEvent[] = [];
  const states: LinkState[] = [];
  const onGap = vi.fn();
  const stop = followEvents({
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    onGap,
    open: () => {
      const source = new Source();
      sources.push(source);
      return source as unknown as EventSource;
    },
  });
  return { sources, events, states, onGap, stop };
}

describe('the stream of events', () => {
  test('passes on what it knows and lets pass what it does not', () => {
    const { sources, events, stop } = following();
    sources[0]?.onmessage?.({ data: '{"kind":"team"}' });
    sources[0]?.onmessage?.({ data: '{"kind":"of the future"}' });
    sources[0]?.onmessage?.({ data: 'no JSON' });
    expect(events).toEqual([{ kind: 'team' }]);
    stop();
  });

  test('where the browser resumes by itself, nothing is read again', () => {
    const { sources, states, onGap, stop } = following();
    sources[0]?.onopen?.();
    sources[0]?.onerror?.();
    sources[0]?.onopen?.();
    expect(states).toEqual(['connecting', 'live', 'cut', 'live']);
    expect(onGap).not.toHaveBeenCalled();
    stop();
  });

  test('where the browser gives up, it is opened anew and everything is read again', () => {
    vi.useFakeTimers();
    const { sources, onGap, stop } = following();
    sources[0]?.onopen?.();
    sources[0]?.close();
    sources[0]?.onerror?.();
    vi.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(2);
    sources[1]?.onopen?.();
    expect(onGap).toHaveBeenCalledTimes(1);
    stop();
    vi.useRealTimers();
  });

  test('a server that has forgotten asks for everything to be read', () => {
    const { sources, onGap, stop } = following();
    sources[0]?.onmessage?.({ data: '{"kind":"hello","fresh":true,"now":1}' });
    expect(onGap).toHaveBeenCalledTimes(1);
    stop();
  });
});

test('a burst of events is one read of each thing', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const renew = gather<string>(200, run);
  for (let index = 0; index < 100; index += 1) renew('inbox');
  renew('monitor');
  vi.advanceTimersByTime(200);
  renew('inbox');
  vi.advanceTimersByTime(200);
  expect(run.mock.calls.map(([keys]) => [...keys])).toEqual([['inbox', 'monitor'], ['inbox']]);
  vi.useRealTimers();
});
