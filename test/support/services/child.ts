import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that a test started and will end. */
export interface Child {
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves when the text has been printed; rejects when the process ends or the time is over before that. */
  printed(text: string | RegExp, withinMs?: number): Promise<void>;
  /** Sends the signal and resolves with the exit code (null when a signal ended it). */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  child.on('exit', () => {
    for (const listener of listeners) listener();
  });

  function printed(text: string | RegExp, withinMs = 30_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const look = () => {
        if (typeof text === 'string' ? output.includes(text) : text.test(output)) settle(resolve);
        else if (child.exitCode !== null || child.signalCode !== null) {
          settle(() => reject(new Error(`${command} ended (${child.exitCode ?? child.signalCode}):\n${output}`)));
        }
      };
      const timer = setTimeout(() => {
        settle(() => reject(new Error(`${command} did not print ${text} within ${withinMs} ms:\n${output}`)));
      }, withinMs);
      listeners.add(look);
      look();
    });
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  }

  return { process: child, output: () => output, printed, end };
}
